"""One base; `production` is strict, `demo` makes its own secret, `test` is fast."""
