"""reorg-verify FILE… [--anchor root.pem]… [--crl FILE]… [--seal FILE]… [--witness PEM]… [--json] [--lang vi|en]"""

from reorg.verify.command import main

if __name__ == "__main__":
    raise SystemExit(main())
