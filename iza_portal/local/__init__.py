"""A portal on one machine: what `make demo`, `make test` and `make bench` need, from a bare machine on."""
