using System.Diagnostics;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>A ClickHouse of its own in a process (tests/ClickHouseNode), with an empty database <c>city</c>.</summary>
internal sealed class ClickHouseNode : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Uri _address;

    private ClickHouseNode(Process process, Uri address)
    {
        _process = process;
        _address = address;
    }

    /// <summary>For <c>--facts</c>; without a password.</summary>
    public string Facts => $"clickhouse://huoshui@{Place}/city";

    /// <summary>Host and port.</summary>
    public string Place => $"127.0.0.1:{_address.Port}";

    /// <summary>Skips the test where there is no libchdb.</summary>
    public static async Task<ClickHouseNode> StartAsync(int port = 0)
    {
        var library = Environment.GetEnvironmentVariable("HUOSHUI_CHDB");
        Assert.SkipWhen(library is not { Length: > 0 } || !File.Exists(library), "没有 libchdb.so：export HUOSHUI_CHDB=$(eng/chdb) / no libchdb.so");
        var program = Path.Combine(AppContext.BaseDirectory, "Huoshui.ClickHouseNode.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, $"{port}"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var line = await process.StandardOutput.ReadLineAsync();
        var node = new ClickHouseNode(process, new Uri(line ?? throw new InvalidOperationException("the node did not start")));
        await node.RowsAsync("CREATE DATABASE city");
        return node;
    }

    /// <summary>What a statement gives, as lines.</summary>
    public async Task<string> RowsAsync(string sql)
    {
        using var client = new HttpClient();
        using var statement = new StringContent(sql);
        using var answer = await client.PostAsync(_address, statement);
        return (await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Trim();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
