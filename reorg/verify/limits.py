"""What is larger than this is not a paper of ours (docs/evidence-format.md, “Limits”)."""

MB = 1 << 20

FILE = 128 * MB
EVENTS = 96 * MB
METADATA = 48 * MB  # the same events, in fewer words
RECORD = 1 * MB
ATTACHMENT = 8 * MB
PAGE = 16 * MB
OBJECT_STREAM = 64 * MB
ALL_PAGES = 1024 * MB
PAGES = 20_000
OBJECTS = 2_000_000
NAMES = 1_000
DEPTH = 40
SIGNATURES = 100
SEALS = 10_000
SIGN_OFFS = 20_000
KEYS = 500
BUNDLED = 600  # files in a bundle
BUNDLE = 4096 * MB  # all of them, unpacked
PATH = 64  # steps of an inclusion proof: a tree of 2**64 leaves

MEMORY = 480 * MB
SECONDS = 300

CLOCK_TOLERANCE = 5.0  # seconds by which two clocks of one house may differ
