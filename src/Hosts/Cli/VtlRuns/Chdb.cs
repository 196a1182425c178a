using System.Data.Common;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Huoshui.Cli.VtlRuns;

/// <summary>
/// ClickHouse in this process: libchdb.so, as eng/chdb installs it. For tests of the dialect alone: one connection a
/// process, one statement at a time, tables in memory.
/// </summary>
internal sealed class Chdb
{
    /// <summary>Names the library where no option does.</summary>
    public const string Variable = "HUOSHUI_CHDB";

    // As texts of DuckDB: decimals with all their digits, no number quoted, infinity told from null.
    private const string Settings = "SET output_format_decimal_trailing_zeros = 1, " +
        "output_format_json_quote_64bit_integers = 0, output_format_json_quote_denormals = 1, max_threads = 2, " +
        "max_memory_usage = 2000000000, max_query_size = 20000000";

    private static readonly Lock Gate = new();
    private static Chdb? _only;

    private readonly QueryCall _query;
    private readonly BufferCall _buffer;
    private readonly LengthCall _length;
    private readonly BufferCall _error;
    private readonly DestroyCall _destroy;
    private readonly nint _connection;

    private Chdb(nint library, string? configuration)
    {
        T Function<T>(string name) => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
        // The runtime needs its own handlers.
        Function<SignalsCall>("chdb_set_signal_handlers_enabled")(0);
        _query = Function<QueryCall>("chdb_query");
        _buffer = Function<BufferCall>("chdb_result_buffer");
        _length = Function<LengthCall>("chdb_result_length");
        _error = Function<BufferCall>("chdb_result_error");
        _destroy = Function<DestroyCall>("chdb_destroy_query_result");
        string[] words = configuration is null ? ["clickhouse"] : ["clickhouse", $"--config-file={configuration}"];
        nint[] arguments = [.. words.Select(Marshal.StringToCoTaskMemUTF8)];
        var connection = Function<ConnectCall>("chdb_connect")(arguments.Length, arguments);
        Array.ForEach(arguments, Marshal.FreeCoTaskMem);
        if (connection == 0)
            throw new ChdbException("libchdb: no connection");
        _connection = Marshal.ReadIntPtr(connection);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void SignalsCall(int isEnabled);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint ConnectCall(int count, nint[] arguments);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint QueryCall(nint connection, nint query, nint format);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint BufferCall(nint result);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nuint LengthCall(nint result);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void DestroyCall(nint result);

    /// <summary>The only connection of the process.</summary>
    /// <param name="path">The library; null for what <see cref="Variable"/> names.</param>
    /// <param name="configuration">A configuration file of ClickHouse, for the first who asks; null for none.</param>
    /// <returns>Null where there is no such file.</returns>
    public static Chdb? Open(string? path = null, string? configuration = null)
    {
        var file = path ?? Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(file) || !File.Exists(file))
            return null;
        lock (Gate)
        {
            if (_only is null)
            {
                _only = new Chdb(NativeLibrary.Load(Path.GetFullPath(file)), configuration);
                _only.Execute(Settings);
            }

            return _only;
        }
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    /// <exception cref="ChdbException">ClickHouse stops it.</exception>
    public void Execute(string sql) => Run(sql, "Null");

    /// <summary>The rows of a query as text; null for null, a list as JSON writes it.</summary>
    /// <exception cref="ChdbException">ClickHouse stops it.</exception>
    public List<string?[]> Rows(string sql)
    {
        var lines = Run(sql, "JSONCompactEachRow").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line =>
        {
            using var row = JsonDocument.Parse(line);
            return row.RootElement.EnumerateArray().Select(Text).ToArray();
        })];
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    /// <summary>What a statement gives, in a format of ClickHouse.</summary>
    /// <exception cref="ChdbException">ClickHouse stops it.</exception>
    public string Run(string sql, string format) => Encoding.UTF8.GetString(Bytes(sql, format));

    /// <summary>The same for formats that are no text.</summary>
    /// <exception cref="ChdbException">ClickHouse stops it.</exception>
    public byte[] Bytes(string sql, string format)
    {
        var (text, kind) = (Marshal.StringToCoTaskMemUTF8(sql), Marshal.StringToCoTaskMemUTF8(format));
        try
        {
            lock (Gate)
                return Read(_query(_connection, text, kind));
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
            Marshal.FreeCoTaskMem(kind);
        }
    }

    private byte[] Read(nint result)
    {
        if (result == 0)
            throw new ChdbException("libchdb: no result");
        try
        {
            if (_error(result) is not 0 and var error)
                throw new ChdbException(Marshal.PtrToStringUTF8(error) ?? string.Empty);
            var bytes = new byte[checked((int)_length(result))];
            if (bytes.Length > 0)
                Marshal.Copy(_buffer(result), bytes, 0, bytes.Length);
            return bytes;
        }
        finally
        {
            _destroy(result);
        }
    }
}

/// <summary>What ClickHouse says when it stops a statement.</summary>
internal sealed class ChdbException(string message) : DbException(message);
