#!/usr/bin/env bash
# Gradescope runs this once, with the network, when it builds the image of the assignment.
set -euo pipefail

apt-get update
apt-get install --yes --no-install-recommends openjdk-25-jdk-headless maven git bubblewrap curl
cd /autograder/source/workbook
# Maven's repository, jbang, the command, and the graders: no submission waits for them.
./jbang grade --help
mvn -q test -Dtest=ConfigReader
