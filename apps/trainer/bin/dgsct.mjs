#!/usr/bin/env node
// The command `dgsct`; everything is in ../src.
import '../dist/main.js';
