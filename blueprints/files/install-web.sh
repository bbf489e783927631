#!/bin/bash
# Runs once, while the image is built.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

sudo -E apt-get update
sudo -E apt-get install --yes nginx
sudo systemctl enable nginx
