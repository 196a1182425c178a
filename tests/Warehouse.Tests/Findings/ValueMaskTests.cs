using Huoshui.Policies;
using Huoshui.Warehouse.Findings;
using Xunit;

namespace Huoshui.Warehouse.Tests.Findings;

/// <summary>Planted people in values of every origin: nobody reads them who may not.</summary>
public sealed class ValueMaskTests
{
    private static readonly ValueMask Mask = new(LoanRules.Set with
    {
        NameClasses = new Dictionary<string, FieldSensitivity>(StringComparer.Ordinal)
        {
            ["before_name"] = FieldSensitivity.Personal,
            ["before_currency"] = FieldSensitivity.General,
        },
    });

    [Theory]
    [InlineData("L01", "NAME", "李秀兰", "李**")]
    [InlineData("L02", "NAME", "李秀兰", "李**")] // a joined field of another table
    [InlineData("L02", "name", "李秀兰", "李**")]
    [InlineData("L02", "before_name", "李秀兰", "李**")]
    [InlineData("L02", "whatever", "李秀兰", "李**")]
    [InlineData("L02", null, "李秀兰", "李**")]
    [InlineData("L99", "nobody_knows", "李秀兰", "李**")]
    [InlineData("L02", "whatever", "11010519491231002X", "1101**********002X")]
    [InlineData("L02", "whatever", "440301197001011234", "4403**********1234")]
    [InlineData("L02", "whatever", "13800138000", "1380***8000")]
    [InlineData("L02", null, "6222020200112230", "6222********2230")]
    public void A_person_is_masked_whatever_the_value_is_called(string table, string? name, string value, string shown) =>
        Assert.Equal(shown, Mask.Mask(table, name, "k1|2025-06-30", value));

    // A rule may compare what is not its field's value: the strictest of the names counts.
    [Theory]
    [InlineData("AMOUNT", "before_name")]
    [InlineData("before_name", "AMOUNT")]
    [InlineData("whatever", "NAME")]
    [InlineData("AMOUNT", "whatever")] // nobody knows what is in it
    [InlineData("whatever", "before_currency")]
    public void A_value_made_of_several_names_is_masked_by_the_strictest(string one, string other) =>
        Assert.Equal("李**", Mask.Mask("L01", [one, other], "k1|2025-06-30", "李秀兰"));

    [Theory]
    [InlineData("AMOUNT", "1234567890123.45")]
    [InlineData("BALANCE", "12345678901")] // a general field of the other table
    [InlineData("before_currency", "CNY")]
    [InlineData("row_count", "1234567890")]
    [InlineData("summed", "-2000000000000.00")]
    [InlineData("day", "2025-06-30")]
    [InlineData("found", "true")]
    [InlineData("gone_note", "J0001")] // a part of the business key
    [InlineData("whole_key", "J0001|2025-05-31")]
    public void Amounts_counts_days_codes_and_the_business_key_stay_readable(string name, string value) =>
        Assert.Equal(value, Mask.Mask("L01", name, "J0001|2025-05-31", value));
}
