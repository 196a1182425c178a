using CsCheck;
using Xunit;

namespace Huoshui.Policies.Tests;

public sealed class MaskingTests(Library library) : IClassFixture<Library>
{
    [Theory]
    [InlineData(FieldSensitivity.General, "JJ202501", "JJ202501")]
    [InlineData(FieldSensitivity.Personal, "李四", "李*")]
    [InlineData(FieldSensitivity.Personal, "欧阳修文", "欧***")]
    [InlineData(FieldSensitivity.SensitivePersonal, "440303199001011234", "4403**********1234")]
    [InlineData(FieldSensitivity.Sensitive, "91440300708461136T", "9144**********136T")]
    [InlineData(FieldSensitivity.Sensitive, "深圳市活水科技股份有限公司", "深********")]
    [InlineData(FieldSensitivity.Sensitive, "12345678", "1*******")]
    [InlineData(FieldSensitivity.Personal, "王", "*")]
    [InlineData(FieldSensitivity.Personal, "", "")]
    public void A_value_is_shown_as(FieldSensitivity sensitivity, string value, string shown) =>
        Assert.Equal(shown, Masking.Mask(sensitivity, value));

    [Theory]
    [InlineData("F27", "JJ2025010203|2025-06-30", "JJ2025010203|2025-06-30")]
    [InlineData("B01", "KH1000000001|B001|2025-06-30", "KH1000000001|B001|2025-06-30")]
    [InlineData("H04", "6222020000001234|A|2025-06-30", "6222********1234|A|2025-06-30")]
    [InlineData("H04", "6222|020000001234|A|2025-06-30", "6***|0200****1234|*|2025**6-30")]
    public void A_business_key_hides_card_numbers_and_keeps_the_loan(string table, string key, string shown)
    {
        var definition = library.Onetable.Table(table);
        Assert.Equal(shown, Masking.MaskKey(definition, key));
        Assert.DoesNotContain("6222020000001234", Masking.MaskKey(null, key), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mask_never_shows_more_than_eight_characters_of_the_value() =>
        Gen.String[1, 40].Sample(value =>
            Assert.InRange(Masking.Mask(FieldSensitivity.SensitivePersonal, value).Count(c => c != '*'), 0, 8));

    [Fact]
    public void A_confidential_value_never_comes_out_unchanged() =>
        Gen.Char['A', 'Z'].Array[1, 30].Select(c => new string(c)).Sample(value =>
            Assert.NotEqual(value, Masking.Mask(FieldSensitivity.Sensitive, value)));
}
