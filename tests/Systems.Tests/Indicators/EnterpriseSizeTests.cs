using System.Globalization;
using Huoshui.Vtl;
using Huoshui.Warehouse;
using Xunit;

namespace Huoshui.Systems.Tests.Indicators;

/// <summary>The size rule of 2017 in policies/inclusive/size/size.vtl, on both sides of its bounds.</summary>
public sealed class EnterpriseSizeTests
{
    private static readonly DataStructure Enterprises = new(
        "enterprises",
        [
            new Component("enterprise", ComponentRole.Identifier, ScalarKind.String, IsNullable: false),
            new Component("size_key", ComponentRole.Measure, ScalarKind.String),
            new Component("employees", ComponentRole.Measure, ScalarKind.Number, 2),
            new Component("revenue", ComponentRole.Measure, ScalarKind.Number, 2),
            new Component("assets", ComponentRole.Measure, ScalarKind.Number, 2),
        ]);

    [Theory]
    [InlineData("B", "1000", "40000", null, "1")] // industry: all lower bounds of large are met
    [InlineData("B", "999", "40000", null, "2")] // one is not: one step down
    [InlineData("B", "300", "2000", null, "2")]
    [InlineData("B", "300", "1999.99", null, "3")]
    [InlineData("B", "20", "300", null, "3")]
    [InlineData("B", "19", "300", null, "4")]
    [InlineData("B", "5000", "299.99", null, "4")] // micro if any metric is below
    [InlineData("A", null, "20000", null, "1")] // agriculture has revenue only
    [InlineData("C", null, "80000", "79999", "2")] // construction: revenue and assets
    [InlineData("P", "100", null, null, "2")]
    public void An_enterprise_has_the_size_of_its_lowest_metric(
        string key, string? employees, string? revenue, string? assets, string expected) =>
        Assert.Equal(expected, SizeOf(key, employees, revenue, assets));

    [Fact]
    public void Without_a_metric_that_its_industry_needs_there_is_no_size() =>
        Assert.Null(SizeOf("B", "1000", null, null));

    [Fact]
    public void An_industry_that_is_not_covered_has_no_size() => Assert.Null(SizeOf("J66", "1000", "100000", "100000"));

    private static string? SizeOf(string key, string? employees, string? revenue, string? assets)
    {
        var register = RepositoryPolicies.Compiler.Registers["enterprise_size"];
        var module = VtlCompiler.Compile(
            RepositoryPolicies.Library.Pack("inclusive/size")!.Scripts("size.vtl"),
            new VtlInputs { Datasets = [Enterprises, register.Structure] });
        Assert.Empty(module.Diagnostics.Select(d => d.ToLine("en")));
        using var session = DuckSession.Open(new DuckLimits(), []);
        session.Execute(
            "CREATE TABLE enterprises (enterprise VARCHAR, size_key VARCHAR, employees DECIMAL(18,2), revenue DECIMAL(18,2), assets DECIMAL(18,2))");
        session.Execute(
            $"INSERT INTO enterprises VALUES ('E', {Sql.Text(key)}, {employees ?? "NULL"}, {revenue ?? "NULL"}, {assets ?? "NULL"})");
        var columns = register.Structure.Components.Select(c =>
            $"{Sql.Name(c.Name)} {(c.Kind == ScalarKind.Number ? "DECIMAL(18,2)" : "VARCHAR")}");
        session.Execute($"CREATE TABLE enterprise_size ({string.Join(", ", columns)})");
        foreach (var row in register.Rows)
        {
            session.Execute(
                $"INSERT INTO enterprise_size VALUES ({string.Join(", ", row.Select(v => v is null ? "NULL" : Sql.Text(v)))})");
        }

        var result = module.Results.Single(r => r.IsPersistent);
        return session.Query(
            string.Create(CultureInfo.InvariantCulture, $"SELECT size FROM ({result.Sql})"), r =>
                r.IsDBNull(0) ? null : r.GetString(0))[0];
    }
}
