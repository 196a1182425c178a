using Huoshui.Cli.VtlRuns;
using Huoshui.Vtl;
using Huoshui.Warehouse;
using Xunit;

namespace Huoshui.Conformance.Tests.Vtl;

/// <summary>The quick way of reading a file, and the careful one.</summary>
public sealed class CsvReadTests : IDisposable
{
    private static readonly DataStructure Structure = new("DS_1",
    [
        new Component("vtl value 1", ComponentRole.Identifier, ScalarKind.Integer), new Component("N", ComponentRole.Measure, ScalarKind.Number),
        new Component("B", ComponentRole.Measure, ScalarKind.Boolean), new Component("D", ComponentRole.Measure, ScalarKind.Date),
        new Component("T", ComponentRole.Measure, ScalarKind.String),
    ]);

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    // Where the quick query failed on a good file, every file would be read twice and nobody would see it.
    [Fact]
    public void A_plain_file_is_read_the_quick_way_with_the_same_rows()
    {
        File.WriteAllText(_path, "T,N,vtl value 1,B,D,more\na,1.5,1,true,2026-01-31,x\n\"b, c\",,-2,false,,\n,-1e10,4503599627370495,,2026-02-28,\n");
        var file = new CsvInput(_path, Structure);
        using var session = DuckSession.Open(new DuckLimits(), [_path]);

        var quick = session.Query($"SELECT (r)::VARCHAR FROM ({file.PlainRows}) AS r", r => r.GetString(0));

        Assert.Equal(session.Query($"SELECT (r)::VARCHAR FROM ({file.CheckedRows}) AS r", r => r.GetString(0)), quick);
        Assert.Equal(3, quick.Count);
    }

    // 2^52 + 0.5 is 2^52 as a binary fraction.
    [Theory]
    [InlineData("4503599627370496.5")]
    [InlineData("4503599627370497")]
    public void What_a_binary_fraction_may_not_hold_is_left_to_the_careful_way(string text)
    {
        File.WriteAllText(_path, $"T,N,vtl value 1,B,D\na,1,{text},true,2026-01-31\n");
        using var session = DuckSession.Open(new DuckLimits(), [_path]);

        Assert.ThrowsAny<DuckDB.NET.Data.DuckDBException>(() => session.Query(new CsvInput(_path, Structure).PlainRows, _ => true));
    }
}
