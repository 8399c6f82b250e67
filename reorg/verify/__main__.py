"""reorg-verify FILE… [--anchor root.pem]… [--crl list]… [--json] [--lang vi|en] [--quiet]"""

from reorg.verify.command import main

if __name__ == "__main__":
    raise SystemExit(main())
