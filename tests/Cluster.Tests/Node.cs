using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Numerics;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using ClickHouse.Driver.Numerics;

namespace Huoshui.Cluster.Tests;

/// <summary>A process with a ClickHouse of its own, asked over HTTP by ClickHouse.Driver.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ClickHouseClient _client;

    private Node(Process process, Uri address)
    {
        _process = process;
        Address = address;
        _client = new ClickHouseClient(new ClickHouseClientSettings
        {
            Host = address.Host,
            Port = (ushort)address.Port,
            Timeout = TimeSpan.FromMinutes(5),
            HttpClient = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All })
            {
                Timeout = TimeSpan.FromMinutes(5),
            },
        });
    }

    public Uri Address { get; }

    public static async Task<Node> StartAsync()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Huoshui.ClickHouseNode.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var line = await process.StandardOutput.ReadLineAsync();
        return new Node(process, new Uri(line ?? throw new InvalidOperationException("the node did not start")));
    }

    public Task ExecuteAsync(string sql) => _client.ExecuteNonQueryAsync(sql);

    /// <summary>Rows as text, in the order of the bytes.</summary>
    public async Task<List<string>> RowsAsync(string sql)
    {
        using var reader = await _client.ExecuteReaderAsync(sql);
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.GetValue(i)))));
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    /// <summary>Column and type of each column of a query.</summary>
    public async Task<string> ColumnsAsync(string sql)
    {
        using var reader = await _client.ExecuteReaderAsync($"DESCRIBE TABLE ({sql})");
        var columns = new List<string>();
        while (reader.Read())
            columns.Add($"\"{reader.GetString(0)}\" {reader.GetString(1)}");
        return string.Join(", ", columns);
    }

    /// <summary>The rows of a query as ClickHouse writes them between servers.</summary>
    public async Task<byte[]> NativeAsync(string sql)
    {
        using var result = await _client.ExecuteRawResultAsync(sql + "\nFORMAT Native");
        return await result.ReadAsByteArrayAsync();
    }

    public async Task InsertAsync(string table, byte[] rows, string format)
    {
        if (rows.Length == 0)
            return;
        using var stream = new MemoryStream(rows);
        using var answer = await _client.InsertRawStreamAsync(table, stream, format);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>One text for equal values, whichever driver read them.</summary>
    internal static string Text(object? value) => value switch
    {
        null or DBNull => "NULL",
        bool b => b ? "true" : "false",
        ClickHouseDecimal d => Number(d.ToString(CultureInfo.InvariantCulture)),
        decimal d => Number(d.ToString(CultureInfo.InvariantCulture)),
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        DateTime d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateOnly d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        BigInteger i => i.ToString(CultureInfo.InvariantCulture),
        string s => s,
        System.Collections.IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Text))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Number(string text) => text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
}
