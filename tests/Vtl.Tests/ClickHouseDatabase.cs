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
    /// <summary>The cluster of three shards that every test may use: all of them are this process, and a view tells
    /// them apart by <c>shardNum()</c>.</summary>
    public const string Cluster = "three";

    private static readonly Lazy<string> ThreeShards = new(() =>
    {
        const string shard = "<shard><replica><host>127.0.0.1</host><port>9000</port></replica></shard>";
        var path = Path.Combine(Directory.CreateTempSubdirectory("huoshui-chdb-").FullName, "config.xml");
        File.WriteAllText(
            path, $"<clickhouse><tcp_port>9000</tcp_port><remote_servers><{Cluster}>{shard}{shard}{shard}</{Cluster}></remote_servers></clickhouse>");
        return path;
    });

    private readonly Chdb _server;

    private ClickHouseDatabase(Chdb server)
    {
        _server = server;
        _server.Execute("DROP DATABASE IF EXISTS fixture");
        Use("fixture");
        // The plans of the three shards are one plan here.
        _server.Execute("SET query_plan_max_optimizations_to_apply = 1000000");
    }

    /// <summary>Goes on in another database, which is made where there is none.</summary>
    public void Use(string database)
    {
        _server.Execute($"CREATE DATABASE IF NOT EXISTS {database}");
        _server.Execute($"USE {database}");
    }

    public SqlDialect Dialect => SqlDialect.ClickHouse;

    /// <summary>Skips the test where there is no library.</summary>
    public static ClickHouseDatabase OrSkip()
    {
        var server = Chdb.Open(configuration: ThreeShards.Value);
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
