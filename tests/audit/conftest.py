from tests.evidence.conftest import keyed, own_folders, ring  # noqa: F401 - the keys of the evidence's tests
