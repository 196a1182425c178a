using Huoshui.Policies;
using Xunit;

namespace Huoshui.Systems.Tests.City;

/// <summary>Identifiers of the generated people and enterprises.</summary>
[Collection(CityCollection.Name)]
public sealed class IdentifierTests(GeneratedCity city)
{
    private const string Last = "2025-06-30";

    [Theory]
    [InlineData("onetable", "B01", "B010004")]
    [InlineData("onetable", "A01", "A010004")]
    [InlineData("insurance", "TI", "TI03")]
    [InlineData("eldercare", "EL", "EL03")]
    public void Social_credit_codes_are_valid(string returnId, string table, string field) =>
        Assert.All(Values(returnId, table, field), code => Assert.True(CheckDigits.IsValid(CheckDigitKind.Usci, code),
            code));

    [Theory]
    [InlineData("onetable", "B04", "B040005")]
    [InlineData("onetable", "B05", "B050005")]
    [InlineData("onetable", "B01", "B010034")]
    [InlineData("pension", "PA", "PA02")]
    public void Identity_numbers_are_valid_and_belong_to_no_district(string returnId, string table, string field) =>
        Assert.All(Values(returnId, table, field), number =>
        {
            Assert.True(CheckDigits.IsValid(CheckDigitKind.IdentityCard, number), number);
            Assert.Matches("^4403[3-9][0-9]", number);
        });

    [Fact]
    public void Legal_entity_identifiers_are_valid() =>
        Assert.All(Values("onetable", "B01", "B010008"), code => Assert.True(CheckDigits.IsValid(CheckDigitKind.Lei,
            code), code));

    [Fact]
    public void Nobody_has_two_codes_at_one_bank() =>
        Assert.Equal(0,
            city.Number(
            $"SELECT count(*) - count(DISTINCT (inst, B010004)) FROM {city.Table("onetable", Last, "B01")}"));

    [Fact]
    public void Savers_have_one_account_each() =>
        Assert.Equal(0,
            city.Number($"SELECT count(*) - count(DISTINCT PA02) FROM {city.Table("pension", Last, "PA")}"));

    [Fact]
    public void Institution_ids_begin_as_the_licence() =>
        Assert.Equal(0,
            city.Number(
            $"SELECT count(*) FROM {city.Table("onetable", Last, "A01")} WHERE left(A010001, 11) <> "
            + $"left(A010003, 11)"));

    private List<string> Values(string returnId, string table, string field)
    {
        var values = city.Rows(
            $"SELECT DISTINCT {field} FROM {city.Table(returnId, Last, table)} WHERE {field} IS NOT NULL")
            .ConvertAll(r => (string)r[0]);
        Assert.NotEmpty(values);
        return values;
    }
}
