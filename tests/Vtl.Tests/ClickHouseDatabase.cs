using System.Globalization;
using Huoshui.Cli.VtlRuns;
using Xunit;

namespace Huoshui.Vtl.Tests;

/// <summary>Tests on ClickHouse share the one connection of the process and take turns.</summary>
[CollectionDefinition(Name)]
public sealed class ClickHouseTests
{
    public const string Name = "ClickHouse";
}

/// <summary>ClickHouse in this process (libchdb), with tables of its own while it lives.</summary>
internal sealed class ClickHouseDatabase : ITestDatabase
{
    private readonly Chdb _server;

    private ClickHouseDatabase(Chdb server)
    {
        _server = server;
        _server.Execute("DROP DATABASE IF EXISTS fixture");
        _server.Execute("CREATE DATABASE fixture");
        _server.Execute("USE fixture");
    }

    public SqlDialect Dialect => SqlDialect.ClickHouse;

    /// <summary>Skips the test where there is no library.</summary>
    public static ClickHouseDatabase OrSkip()
    {
        var server = Chdb.Open();
        Assert.SkipWhen(server is null, $"没有 libchdb.so：export {Chdb.Variable}=$(eng/chdb) / no libchdb.so");
        return new ClickHouseDatabase(server!);
    }

    public void Execute(string sql) => _server.Execute(sql);

    public IReadOnlyList<string?[]> Cells(string sql) => _server.Rows(sql);

    public string TypeOf(Component component) => $"Nullable({component.Kind switch
    {
        ScalarKind.Integer => "Int64",
        ScalarKind.Number when component.Scale is { } scale => string.Create(CultureInfo.InvariantCulture, $"Decimal(18, {scale})"),
        ScalarKind.Number => "Float64",
        ScalarKind.Boolean => "Bool",
        ScalarKind.Date => "Date32",
        _ => "String",
    }})";

    public void Dispose()
    {
        _server.Execute("USE default");
        _server.Execute("DROP DATABASE IF EXISTS fixture");
    }
}
