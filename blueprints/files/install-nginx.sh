#!/bin/sh
# Runs as root, without a terminal.
set -eu
export DEBIAN_FRONTEND=noninteractive

apt-get update
apt-get install -y nginx
echo "<p>Installed by a script on $(hostname).</p>" > /var/www/html/index.html
