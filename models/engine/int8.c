/* All of a Gemma 3 layer but its matrix products: norms, rotary positions, attention, gating, and rounding to and from
 * 8-bit integers; and the scores of tokens.
 *
 * Each row (token) is computed alone, in a fixed order that does not depend on the other rows of the call. The integer
 * products between these functions are exact. So a text gives the same bits, no matter how it is split into passes.
 *
 * Sums have LANES parts on every processor, whatever fits into its registers, and where a product is added without being
 * rounded first, `fmaf` says so: the compiler may not decide it (-ffp-contract=off). So all processors give the same bits.
 *
 * Arrays are dense and row-major, widths multiples of LANES. Quantized rows are int8 with one scale a row: value =
 * integer * scale. */

#include <math.h>
#include <stdint.h>
#include <string.h>

enum {
    FORM = 2,    /* version of the functions' arguments: change it with them, here and in int8.py */
    HEADS = 4,   /* query heads; they share one head of keys and values */
    HEAD = 256,  /* width of a head */
    LANES = 16,  /* keys in a block; blocks are stored and scored as a whole */
    FEW = 8,     /* up to this many rows one thread is faster than two */
    MANY = 1000, /* the same for the tokens that are scored */
};

int form(void) { return FORM; }

/* sums + factor * values, rounded once. */
static inline __attribute__((always_inline)) void add_product(float factor, const float *values, float *sums) {
#pragma omp simd
    for (int l = 0; l < LANES; l++) sums[l] = fmaf(factor, values[l], sums[l]);
}

/* e^x for x <= 88; for x < -87 the value at -87. Relative error below 1e-6. */
static inline float exponential(float x) {
    x = x < -87.0f ? -87.0f : x;
    const float whole = fmaf(x, 1.44269504f, 12582912.0f) - 12582912.0f; /* x / ln 2, rounded */
    const float rest = fmaf(whole, 2.12194440e-4f, fmaf(whole, -0.693359375f, x));
    float series = 1.9875691500e-4f;
    series = fmaf(series, rest, 1.3981999507e-3f);
    series = fmaf(series, rest, 8.3334519073e-3f);
    series = fmaf(series, rest, 4.1665795894e-2f);
    series = fmaf(series, rest, 1.6666665459e-1f);
    series = fmaf(series, rest, 5.0000001201e-1f);
    series = fmaf(series * rest, rest, rest) + 1.0f;
    const int32_t bits = ((int32_t)whole + 127) << 23;
    float power;
    memcpy(&power, &bits, sizeof power);
    return series * power;
}

static void quantize(int width, const float *row, int8_t *quantized, float *scale) {
    float most = 0.0f;
#pragma omp simd reduction(max : most)
    for (int i = 0; i < width; i++) most = fabsf(row[i]) > most ? fabsf(row[i]) : most;
    const float factor = most > 1e-30f ? 127.0f / most : 0.0f;
    *scale = most / 127.0f;
#pragma omp simd
    for (int i = 0; i < width; i++) quantized[i] = (int8_t)(fmaf(row[i], factor, 12582912.0f) - 12582912.0f);
}

/* normed = row / root mean square of row * weight */
static void norm(int width, float epsilon, const float *row, const float *weight, float *normed) {
    float sums[LANES] = {0}, squares = 0.0f;
    for (int i = 0; i < width; i += LANES)
#pragma omp simd
        for (int l = 0; l < LANES; l++) sums[l] = fmaf(row[i + l], row[i + l], sums[l]);
    for (int l = 0; l < LANES; l++) squares += sums[l];
    const float factor = 1.0f / sqrtf(squares / (float)width + epsilon);
#pragma omp simd
    for (int i = 0; i < width; i++) normed[i] = row[i] * factor * weight[i];
}

static void dequantize(int width, const int32_t *row, float scale, const float *columns, float *values) {
#pragma omp simd
    for (int i = 0; i < width; i++) values[i] = (float)row[i] * scale * columns[i];
}

/* Normalize each row of `states`: as floats in `normed`, quantized in `quantized` with `scales`. */
void normalize(int rows, int width, float epsilon, const float *states, const float *weight, float *normed,
               int8_t *quantized, float *scales) {
#pragma omp parallel for schedule(static) if (rows > FEW)
    for (int r = 0; r < rows; r++) {
        norm(width, epsilon, states + (size_t)r * width, weight, normed + (size_t)r * width);
        quantize(width, normed + (size_t)r * width, quantized + (size_t)r * width, scales + r);
    }
}

/* Add the normalized `products` to `states`, then normalize the sums. The scale of a product is that of its row
 * (`scales`) times that of its column (`columns`). */
void add(int rows, int width, float epsilon, const int32_t *products, const float *columns, const float *weight,
         float *states, const float *next_weight, float *normed, int8_t *quantized, float *scales) {
#pragma omp parallel for schedule(static) if (rows > FEW)
    for (int r = 0; r < rows; r++) {
        float *state = states + (size_t)r * width, *row = normed + (size_t)r * width;
        dequantize(width, products + (size_t)r * width, scales[r], columns, row);
        norm(width, epsilon, row, weight, row);
#pragma omp simd
        for (int i = 0; i < width; i++) state[i] += row[i];
        norm(width, epsilon, state, next_weight, row);
        quantize(width, row, quantized + (size_t)r * width, scales + r);
    }
}

static void rotate(const float *cosines, const float *sines, float *head) {
#pragma omp simd
    for (int i = 0; i < HEAD / 2; i++) {
        const float low = head[i], high = head[i + HEAD / 2];
        head[i] = fmaf(low, cosines[i], -(high * sines[i]));
        head[i + HEAD / 2] = fmaf(high, cosines[i], low * sines[i]);
    }
}

/* Split each row of products into queries, a key and a value; normalize and rotate all but the value; store both.
 *
 * `products`: rows x (HEADS + 2) * HEAD. `cosines`, `sines`: positions x HEAD / 2. `keys`: blocks of LANES positions,
 * each HEAD x LANES. `values`: positions x HEAD. The first row has position `first`. */
void split(int rows, int first, float epsilon, float factor, const int32_t *products, const float *scales,
           const float *columns, const float *query_weight, const float *key_weight, const float *cosines,
           const float *sines, float *queries, float *keys, float *values) {
#pragma omp parallel for schedule(static) if (rows > FEW)
    for (int r = 0; r < rows; r++) {
        const int position = first + r;
        const int32_t *row = products + (size_t)r * (HEADS + 2) * HEAD;
        const float *cosine = cosines + (size_t)position * (HEAD / 2), *sine = sines + (size_t)position * (HEAD / 2);
        for (int h = 0; h < HEADS; h++) {
            float *query = queries + ((size_t)r * HEADS + h) * HEAD;
            dequantize(HEAD, row + h * HEAD, scales[r], columns + h * HEAD, query);
            norm(HEAD, epsilon, query, query_weight, query);
            rotate(cosine, sine, query);
            for (int i = 0; i < HEAD; i++) query[i] *= factor;
        }
        float key[HEAD];
        dequantize(HEAD, row + HEADS * HEAD, scales[r], columns + HEADS * HEAD, key);
        norm(HEAD, epsilon, key, key_weight, key);
        rotate(cosine, sine, key);
        float *block = keys + (size_t)(position / LANES) * HEAD * LANES + position % LANES;
        for (int i = 0; i < HEAD; i++) block[i * LANES] = key[i];
        const int offset = (HEADS + 1) * HEAD;
        dequantize(HEAD, row + offset, scales[r], columns + offset, values + (size_t)position * HEAD);
    }
}

/* Attention scores of one row's heads for the keys of `blocks` blocks; -infinity for keys outside first..last. */
static void score(int blocks, int first, int last, const float *queries, const float *keys, float *scores) {
    for (int b = 0; b < blocks; b++) {
        const float *block = keys + (size_t)b * HEAD * LANES;
        float sums[HEADS][LANES] = {{0}};
        for (int i = 0; i < HEAD; i++)
            for (int h = 0; h < HEADS; h++) add_product(queries[h * HEAD + i], block + i * LANES, sums[h]);
        for (int h = 0; h < HEADS; h++)
            for (int l = 0; l < LANES; l++) {
                const int key = b * LANES + l;
                scores[((size_t)h * blocks + b) * LANES + l] = key < first || key > last ? -INFINITY : sums[h][l];
            }
    }
}

/* Softmax, in place. */
static void softmax(int count, float *scores) {
    float most = -INFINITY, sums[LANES] = {0}, sum = 0.0f;
#pragma omp simd reduction(max : most)
    for (int i = 0; i < count; i++) most = scores[i] > most ? scores[i] : most;
#pragma omp simd
    for (int i = 0; i < count; i++) scores[i] = scores[i] == -INFINITY ? 0.0f : exponential(scores[i] - most);
    for (int i = 0; i < count; i += LANES)
#pragma omp simd
        for (int l = 0; l < LANES; l++) sums[l] += scores[i + l];
    for (int l = 0; l < LANES; l++) sum += sums[l];
    const float factor = 1.0f / sum;
#pragma omp simd
    for (int i = 0; i < count; i++) scores[i] *= factor;
}

/* Attention of each row to the last `window` positions, its own included; the heads of a row share one scale.
 *
 * `queries`, `quantized`: rows x HEADS * HEAD. `keys`, `values`: as `split` stores them.
 * `scratch`: rows x HEADS * (first + rows, rounded up to whole blocks). */
void attend(int rows, int first, int window, const float *queries, const float *keys, const float *values,
            float *scratch, int8_t *quantized, float *scales) {
    const size_t longest = (size_t)HEADS * LANES * ((first + rows + LANES - 1) / LANES);
#pragma omp parallel for schedule(static, 1) if (rows > FEW)
    for (int r = 0; r < rows; r++) {
        float *scores = scratch + (size_t)r * longest;
        const int last = first + r, oldest = last >= window ? last - window + 1 : 0;
        const int start = oldest / LANES, blocks = last / LANES - start + 1, count = blocks * LANES;
        score(blocks, oldest - start * LANES, last - start * LANES, queries + (size_t)r * HEADS * HEAD,
              keys + (size_t)start * HEAD * LANES, scores);
        for (int h = 0; h < HEADS; h++) softmax(count, scores + (size_t)h * count);
        float mixed[HEADS][HEAD];
        for (int c = 0; c < HEAD; c += LANES) {
            float sums[HEADS][LANES] = {{0}};
            for (int j = 0; j <= last - start * LANES; j++) {
                const float *value = values + ((size_t)start * LANES + j) * HEAD + c;
                for (int h = 0; h < HEADS; h++) add_product(scores[(size_t)h * count + j], value, sums[h]);
            }
            for (int h = 0; h < HEADS; h++) memcpy(mixed[h] + c, sums[h], sizeof sums[h]);
        }
        quantize(HEADS * HEAD, mixed[0], quantized + (size_t)r * HEADS * HEAD, scales + r);
    }
}

/* gelu(gate) * up of each row, as floats and quantized. `products`: rows x 2 * width, the gates first.
 * `scales`: of the products before, of the quantized rows after. */
void gate(int rows, int width, const int32_t *products, const float *columns, float *gated, int8_t *quantized,
          float *scales) {
#pragma omp parallel for schedule(static) if (rows > FEW)
    for (int r = 0; r < rows; r++) {
        const int32_t *row = products + (size_t)r * 2 * width;
        float *values = gated + (size_t)r * width;
        const float scale = scales[r];
#pragma omp simd
        for (int i = 0; i < width; i++) {
            const float x = (float)row[i] * scale * columns[i];
            const float up = (float)row[width + i] * scale * columns[width + i];
            const float exponent = -1.59576912f * fmaf(0.044715f * x * x, x, x);
            values[i] = x * up / (1.0f + exponential(exponent > 80.0f ? 80.0f : exponent));
        }
        quantize(width, values, quantized + (size_t)r * width, scales + r);
    }
}

/* Scores of tokens after a state: its products with their rows of the vocabulary, which are bfloat16. */
void score_tokens(int count, int width, const int64_t *tokens, const uint16_t *vocabulary, const float *state,
                  float *scores) {
#pragma omp parallel for schedule(static) if (count > MANY)
    for (int t = 0; t < count; t++) {
        const uint16_t *row = vocabulary + (size_t)tokens[t] * width;
        float sums[LANES] = {0}, sum = 0.0f;
        for (int i = 0; i < width; i += LANES)
#pragma omp simd
            for (int l = 0; l < LANES; l++) {
                const uint32_t bits = (uint32_t)row[i + l] << 16; /* a bfloat16 is the upper half of a float */
                float value;
                memcpy(&value, &bits, sizeof value);
                sums[l] = fmaf(value, state[i + l], sums[l]);
            }
        for (int l = 0; l < LANES; l++) sum += sums[l];
        scores[t] = sum;
    }
}
