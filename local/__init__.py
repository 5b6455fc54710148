"""The shop on one machine: build, emulator, deployment, sample people."""
