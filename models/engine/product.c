/* The matrix products of a layer, in integers: exact, so every order of computing gives the same bits. */

#include <immintrin.h>
#include <stdint.h>

enum {
    STEP = 16, /* inputs that are multiplied at once; every matrix has a multiple of it */
    ROWS = 4,  /* rows (tokens) of a tile */
    PAIR = 2,  /* outputs of a tile */
};

static inline int32_t sum_of(__m256i lanes) {
    __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4e));
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xb1));
    return _mm_cvtsi128_si32(sum);
}

/* A tile of the product: `count` rows, up to ROWS, times a pair of outputs.
 *
 * Products are added in pairs of 16 bits to 32 bits: two of at most 127 * 127 never overflow. */
static inline __attribute__((always_inline)) void tile(const int count, int inputs, int outputs, const int16_t *states,
                                                       const int8_t *weights, int32_t *products) {
    __m256i sums[ROWS][PAIR];
    for (int r = 0; r < count; r++)
        for (int o = 0; o < PAIR; o++) sums[r][o] = _mm256_setzero_si256();
    for (int i = 0; i < inputs; i += STEP) {
        __m256i weight[PAIR];
        for (int o = 0; o < PAIR; o++)
            weight[o] = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(weights + (size_t)o * inputs + i)));
        for (int r = 0; r < count; r++) {
            const __m256i state = _mm256_loadu_si256((const __m256i *)(states + (size_t)r * inputs + i));
            for (int o = 0; o < PAIR; o++)
                sums[r][o] = _mm256_add_epi32(sums[r][o], _mm256_madd_epi16(state, weight[o]));
        }
    }
    for (int r = 0; r < count; r++)
        for (int o = 0; o < PAIR; o++) products[(size_t)r * outputs + o] = sum_of(sums[r][o]);
}

/* products = states * transposed weights.
 *
 * `states`: rows x inputs. `weights`: outputs x inputs; an even number of outputs. `products`: rows x outputs.
 * `wide`: room for the states in 16 bits, rows x inputs. */
void multiply(int rows, int inputs, int outputs, const int8_t *states, const int8_t *weights, int16_t *wide,
              int32_t *products) {
    for (size_t i = 0; i < (size_t)rows * inputs; i++) wide[i] = states[i];
#pragma omp parallel for schedule(static)
    for (int o = 0; o < outputs; o += PAIR) {
        const int8_t *weight = weights + (size_t)o * inputs;
        int r = 0;
        for (; r + ROWS <= rows; r += ROWS)
            tile(ROWS, inputs, outputs, wide + (size_t)r * inputs, weight, products + (size_t)r * outputs + o);
        const int16_t *last = wide + (size_t)r * inputs;
        int32_t *end = products + (size_t)r * outputs + o;
        switch (rows - r) {
            case 3: tile(3, inputs, outputs, last, weight, end); break;
            case 2: tile(2, inputs, outputs, last, weight, end); break;
            case 1: tile(1, inputs, outputs, last, weight, end); break;
        }
    }
}
