import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.core.errors import InvalidInput, UnknownValue
from sluis.core.quantity import UnitError, read_quantity


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("392 N", "N", 392.0),
        ("0.392 kN", "N", 392.0),
        ("40 kgf", "N", 392.266),
        ("40 kp", "N", 392.266),
        ("88.1 lbf", "N", pytest.approx(391.888, abs=1e-3)),
        ("0.15 kg/(N*h)", "kg/(N*h)", 0.15),
        ("0.15 kg/N/h", "kg/(N*h)", 0.15),
        ("150 g/(N*h)", "kg/(N*h)", 0.15),
        ("1.5 lb/(lbf*h)", "kg/(N*h)", pytest.approx(0.152957, abs=1e-6)),
        ("0.5 deg/h", "deg/h", 0.5),
        ("0.5 °/h", "deg/h", 0.5),
        ("0.0035 deg/sqrt(h)", "deg/sqrt(h)", 0.0035),
        ("0.1 deg/√h", "deg/sqrt(h)", 0.1),
        ("1 deg/sqrt(s)", "deg/sqrt(h)", 60.0),
        ("0.1 %", "ppm", 1000.0),
        ("130 ppm", "ppm", 130.0),
        ("30 min", "h", 0.5),
        ("25 knot", "km/h", 46.3),
        ("300 nmi", "km", 555.6),
        ("193 nm", "nm", 193.0),
        ("20 L", "l", 20.0),
    ],
)
def test_units_of_the_field_are_read(text, unit, value):
    assert read_quantity(text, unit).value == value


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("130 ug", "ug", 130.0),
        ("130 µg", "ug", 130.0),
        ("1.25 mg", "ug", 1250.0),
        ("15 g", "g", 15.0),
        ("9.80665 m/s**2", "g", 1.0),
        ("5 g", "kg", 0.005),
        ("5 mg", "kg", 0.000005),
    ],
)
def test_a_g_is_gravity_to_an_accelerometer_and_a_gram_on_a_scale(text, unit, value):
    assert read_quantity(text, unit).value == value


def test_a_nautical_mile_is_not_mistaken_for_a_nanometre():
    with pytest.raises(UnknownValue, match="nautical"):
        read_quantity("300 nm", "km")


@pytest.mark.parametrize(
    ("given_", "unit", "error"),
    [
        ("392 kg", "N", UnitError),
        ("5 foo", "N", UnknownValue),
        ("392", "N", InvalidInput),
        (392, "N", InvalidInput),
        ("0,15 kg", "kg", InvalidInput),
        ("about 4 N", "N", InvalidInput),
        ("1e999 N", "N", InvalidInput),
        (True, "N", InvalidInput),
        (None, "N", InvalidInput),
        ({"value": 392}, "N", InvalidInput),
        ({"value": True, "unit": "N"}, "N", InvalidInput),
        ("5 N", "", UnitError),
    ],
)
def test_what_is_no_quantity_of_the_parameter_is_refused(given_, unit, error):
    with pytest.raises(error) as refused:
        read_quantity(given_, unit, path="items[0].parameters.max_thrust")
    assert refused.value.path == "items[0].parameters.max_thrust"
    assert refused.value.remedy


def test_a_value_and_a_unit_can_stand_apart():
    quantity = read_quantity({"value": 0.392, "unit": "kN"}, "N")
    assert (quantity.value, quantity.written) == (392.0, "0.392 kN")


@given(st.decimals(0, 100000, places=3))
def test_the_unit_of_writing_does_not_move_a_value_over_a_threshold(number):
    assert (
        read_quantity(f"{number} N", "N").value
        == read_quantity(f"{number * 1000} mN", "N").value
    )
