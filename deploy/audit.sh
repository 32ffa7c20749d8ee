#!/usr/bin/env bash
# Asks the database of known vulnerabilities for every package that a requirements file pins.
# Usage: deploy/audit.sh PIP_AUDIT FILE
# Exit: 0 none is known, 1 some are known and listed, 3 the database cannot be reached, or the question has failed.
set -uo pipefail

if printed=$("$1" --requirement "$2" --no-deps --disable-pip --progress-spinner off 2>&1); then
    echo "$printed"
elif [[ $printed =~ Found\ [0-9]+\ known\ vulnerabilit ]]; then
    echo "$printed"
    exit 1
else
    echo "audit: no answer from the database of vulnerabilities: ${printed##*$'\n'}" >&2
    exit 3
fi
