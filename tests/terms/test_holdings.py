import hashlib
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comity.terms.holdings import BankAccount, Iban, Imei, PaperDocument, Wallet
from comity.terms.identifiers import Country
from comity.terms.refusals import Malformed
from comity.terms.wallets import sponge

LETTERS = string.digits + string.ascii_uppercase
BASE58 = "".join(c for c in string.digits + string.ascii_uppercase + string.ascii_lowercase if c not in "0OIl")


def grouped(text, size=4):
    """Write `text` as forms do, in groups with a space between."""
    return " ".join(text[at : at + size] for at in range(0, len(text), size))


def another(text, at, letter):
    """Return `text` with another letter at one place."""
    at %= len(text)
    assume(text[at] != letter)
    return text[:at] + letter + text[at + 1 :]


@st.composite
def ibans(draw):
    """Make a number and reckon its check digits by long division, otherwise than the code does."""
    country, account = draw(st.text(string.ascii_uppercase, min_size=2, max_size=2)), draw(st.text(LETTERS, min_size=11, max_size=30))
    rest = 0
    for digit in "".join(str(LETTERS.index(letter)) for letter in f"{account}{country}00"):
        rest = (rest * 10 + int(digit)) % 97
    return f"{country}{98 - rest:02}{account}"


@given(ibans())
def test_every_iban_with_right_check_digits(number):
    """It is read in groups and in small letters, and printed whole."""
    assert str(Iban.parse(number)) == str(Iban.parse(grouped(number.lower()))) == number


@given(ibans(), st.integers(0, 35), st.integers(1, 9))
def test_one_wrong_digit_in_an_iban_is_found(number, which, by):
    """MOD 97-10 finds each single digit that is wrong for another digit."""
    digits = [at for at in range(4, len(number)) if number[at].isdigit()]
    assume(digits)
    at = digits[which % len(digits)]
    with pytest.raises(Malformed):
        Iban.parse(another(number, at, str((int(number[at]) + by) % 10)))


@st.composite
def imeis(draw):
    """Make fourteen digits and find the fifteenth by trying."""
    digits = draw(st.text(string.digits, min_size=14, max_size=14))
    doubled = sum(sum(map(int, str(int(digit) * (2 if at % 2 else 1)))) for at, digit in enumerate(digits))
    return digits + str(-doubled % 10)


@given(imeis())
def test_every_imei_with_its_check_digit(number):
    """It is read in groups and printed whole."""
    assert str(Imei.parse(number)) == str(Imei.parse(grouped(number))) == number


@given(imeis(), st.integers(0, 14), st.sampled_from(string.digits))
def test_one_wrong_digit_in_an_imei_is_found(number, at, digit):
    """The check of Luhn finds each single wrong digit."""
    with pytest.raises(Malformed, match="check digit"):
        Imei.parse(another(number, at, digit))


@given(st.text(LETTERS, min_size=4, max_size=34), st.sampled_from(["COMIXRAA", "COMIXRAA123"]))
def test_every_bank_account(number, bic):
    """Spaces between change nothing, and small letters neither."""
    assert BankAccount.parse(f"{bic.lower()} {grouped(number.lower())}") == BankAccount(bic, number)


@given(st.text(LETTERS, min_size=4, max_size=24), st.sampled_from(PaperDocument.kinds))
def test_every_document(number, kind):
    """Country, kind and number make a round trip however they are grouped."""
    assert PaperDocument.parse(f"xr {kind.upper()} {grouped(number.lower(), 3)}") == PaperDocument(Country("XR"), kind, number)


def base58check(data):
    """Encode as Bitcoin does."""
    data += hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4]
    number, text = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, 58)
        text = BASE58[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


VERSIONS = [("bitcoin", 0), ("bitcoin", 5), ("litecoin", 48), ("litecoin", 50), ("tron", 65)]


@given(st.sampled_from(VERSIONS), st.binary(min_size=20, max_size=20))
def test_every_base58check_address(kind, payload):
    """Each address that the network can have is taken as it is written, and only on that network."""
    network, version = kind
    address = base58check(bytes([version]) + payload)
    assert str(Wallet.parse(f"{network} {address}")) == f"{network} {address}"
    for other in {"bitcoin", "litecoin", "tron"} - {network}:
        with pytest.raises(Malformed):
            Wallet(other, address)


@given(st.sampled_from(VERSIONS), st.binary(min_size=20, max_size=20), st.integers(0, 40), st.sampled_from(BASE58))
def test_one_wrong_letter_in_a_base58check_address_is_found(kind, payload, at, letter):
    """The check finds it, with a chance of one in four thousand million to err."""
    network, version = kind
    with pytest.raises(Malformed):
        Wallet(network, another(base58check(bytes([version]) + payload), at, letter))


SEGWIT = [  # the valid addresses of BIP 173 and BIP 350 on the main network
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
    "BC1SW50QGDZ25J",
    "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
]
NOT_SEGWIT = [  # its invalid ones
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
    "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
    "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
    "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
    "bc1pw5dgrnzv",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
    "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
    "bc1gmk9yu",
    "bc1",
]


@pytest.mark.parametrize("address", SEGWIT)
def test_segwit_addresses_of_the_standard(address):
    """They are taken, and printed in small letters."""
    assert Wallet.parse(f"bitcoin {address}").address == address.lower()


@pytest.mark.parametrize("address", NOT_SEGWIT)
def test_what_the_standard_calls_no_segwit_address(address):
    """It is refused."""
    with pytest.raises(Malformed):
        Wallet.parse(f"bitcoin {address}")


@given(st.sampled_from(SEGWIT), st.integers(0, 100), st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l"))
def test_one_wrong_letter_in_a_segwit_address_is_found(address, at, letter):
    """Bech32 finds each single wrong letter."""
    address = address.lower()
    with pytest.raises(Malformed):
        Wallet("bitcoin", address[:3] + another(address[3:], at, letter))


CAPITALS = [  # the examples of EIP-55
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
]


@pytest.mark.parametrize("address", CAPITALS)
@pytest.mark.parametrize("network", ["ethereum", "bsc", "polygon"])
def test_capitals_of_the_standard(network, address):
    """They are taken on each network of that form, and printed in small letters."""
    assert Wallet.parse(f"{network} {address}").address == address.lower()


@given(st.sampled_from(CAPITALS[2:]), st.integers(2, 41))
def test_one_wrong_capital_is_found(address, at):
    """Whoever writes the capitals has them checked."""
    assume(address[at].isalpha())
    with pytest.raises(Malformed, match="capital"):
        Wallet.parse(f"ethereum {another(address, at, address[at].swapcase())}")


@given(st.binary(max_size=400))
def test_keccak_is_that_of_the_standard(data):
    """With the suffix of FIPS 202 it is SHA3-256 of the standard library."""
    assert sponge(data, 0x06) == hashlib.sha3_256(data).digest()


def test_keccak_256():
    """With the suffix that came before the standard it is the known digest of nothing."""
    assert sponge(b"", 0x01).hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
