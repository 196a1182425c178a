using CsCheck;
using Xunit;

namespace Huoshui.Policies.Tests;

public sealed class CheckDigitsTests
{
    private const string UsciAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private const string Base36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    [Theory]
    [InlineData(CheckDigitKind.Usci, "9144030071526726XG")]
    [InlineData(CheckDigitKind.Usci, "914403001922038216")]
    [InlineData(CheckDigitKind.Usci, "91110000802100433B")]
    [InlineData(CheckDigitKind.Usci, "91440300708461136T")]
    [InlineData(CheckDigitKind.Organisation, "71526726X")]
    [InlineData(CheckDigitKind.Organisation, "192203821")]
    [InlineData(CheckDigitKind.Organisation, "802100433")]
    [InlineData(CheckDigitKind.Organisation, "71526726-X")]
    [InlineData(CheckDigitKind.IdentityCard, "11010519491231002X")]
    [InlineData(CheckDigitKind.Registration, "440301103097413")]
    [InlineData(CheckDigitKind.Lei, "5493001KJTIIGC8Y1R12")]
    [InlineData(CheckDigitKind.Lei, "HWUPKR0MPOU8FGXBT394")]
    public void A_published_identifier_is_valid(CheckDigitKind kind, string value) => Assert.True(CheckDigits.IsValid(kind, value));

    [Theory]
    [InlineData(CheckDigitKind.Usci, "")]
    [InlineData(CheckDigitKind.Usci, "91440300708461136t")]
    [InlineData(CheckDigitKind.Usci, "9144030070846113")]
    [InlineData(CheckDigitKind.Usci, "91440300708461136深")]
    [InlineData(CheckDigitKind.Usci, "I1440300708461136T")]
    [InlineData(CheckDigitKind.IdentityCard, "11010519491331002X")]
    [InlineData(CheckDigitKind.IdentityCard, "11010519491231002x")]
    [InlineData(CheckDigitKind.IdentityCard, "1101051949123100")]
    [InlineData(CheckDigitKind.Lei, "5493001KJTIIGC8Y1R1")]
    [InlineData(CheckDigitKind.Lei, "5493001kjtiigc8y1r12")]
    [InlineData(CheckDigitKind.Registration, "44030110309741A")]
    [InlineData(CheckDigitKind.Organisation, "7152672-6X")]
    public void A_malformed_identifier_is_not(CheckDigitKind kind, string value) => Assert.False(CheckDigits.IsValid(kind, value));

    [Fact]
    public void No_single_wrong_character_of_a_social_credit_code_is_overlooked() =>
        OneWrong(CheckDigitKind.Usci, "91440300708461136T", UsciAlphabet);

    [Fact]
    public void No_single_wrong_digit_of_an_identity_card_is_overlooked() =>
        OneWrong(CheckDigitKind.IdentityCard, "11010519491231002X", "0123456789X");

    [Fact]
    public void No_digit_of_an_lei_taken_for_another_is_overlooked() =>
        OneWrong(CheckDigitKind.Lei, "5493001KJTIIGC8Y1R12", "0123456789", char.IsAsciiDigit);

    [Fact]
    public void No_single_wrong_digit_of_a_registration_number_is_overlooked() =>
        OneWrong(CheckDigitKind.Registration, "440301103097413", "0123456789");

    [Fact]
    public void Of_the_31_check_characters_at_most_one_makes_a_social_credit_code_valid() =>
        Gen.Char[UsciAlphabet].Array[17].Sample(body =>
            Assert.InRange(UsciAlphabet.Count(c => CheckDigits.IsValid(CheckDigitKind.Usci, new string(body) + c)), 0, 1));

    [Fact]
    public void Every_eight_digits_have_exactly_one_check_character_of_an_organisation_code() =>
        Gen.Char["0123456789"].Array[8].Sample(body =>
            Assert.Equal(1, "0123456789X".Count(c => CheckDigits.IsValid(CheckDigitKind.Organisation, new string(body) + c))));

    [Fact]
    public void Any_text_at_all_gives_an_answer() =>
        Gen.String.Sample(text =>
        {
            foreach (var kind in Enum.GetValues<CheckDigitKind>())
                _ = CheckDigits.IsValid(kind, text);
        });

    [Fact]
    public void The_byte_form_and_the_text_form_agree() =>
        Gen.Char[Base36].Array[0, 20].Sample(letters =>
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(letters);
            foreach (var kind in Enum.GetValues<CheckDigitKind>())
                Assert.Equal(CheckDigits.IsValid(kind, bytes), CheckDigits.IsValid(kind, new string(letters)));
        });

    private static void OneWrong(CheckDigitKind kind, string valid, string alphabet, Func<char, bool>? where = null)
    {
        for (var i = 0; i < valid.Length; i++)
        {
            if (where is not null && !where(valid[i]))
                continue;
            foreach (var other in alphabet.Where(c => c != valid[i]))
                Assert.False(CheckDigits.IsValid(kind, valid[..i] + other + valid[(i + 1)..]), $"{other} at {i}");
        }
    }
}
