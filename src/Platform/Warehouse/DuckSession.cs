using System.Globalization;
using DuckDB.NET.Data;

namespace Huoshui.Warehouse;

/// <summary>
/// One in-memory instance of the column engine for one job, walled in: it reads only what the job was given, writes
/// only
/// the job's folder, loads no extension, and cannot be configured again. Times are UTC. Not thread safe.
/// </summary>
public sealed class DuckSession : IDisposable
{
    private readonly DirectoryInfo _temp;

    private DuckSession(DuckDBConnection connection, DirectoryInfo temp)
    {
        Connection = connection;
        _temp = temp;
    }

    /// <summary>The open connection; it dies with the session.</summary>
    public DuckDBConnection Connection { get; }

    /// <summary>Opens a session.</summary>
    /// <param name="limits">What it may use.</param>
    /// <param name="readPaths">Files and folders that may be read (a folder with all below it); relative paths are
    /// made absolute.</param>
    /// <param name="writeFolder">A folder that may be read and written; null for none.</param>
    public static DuckSession Open(DuckLimits limits, IReadOnlyList<string> readPaths, string? writeFolder = null)
    {
        var temp = CreateTempFolder(limits.TempFolder);
        // Given when it opens: else the engine first starts a thread for each processor.
        var threads = limits.Threads.ToString(CultureInfo.InvariantCulture);
        var connection = new DuckDBConnection($"DataSource=:memory:;threads={threads}");
        var session = new DuckSession(connection, temp);
        try
        {
            connection.Open();
            HostFunctions.Register(connection);
            session.Configure(limits, writeFolder is null ? readPaths : [.. readPaths, writeFolder]);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements and gives the number of rows of the last one.</summary>
    /// <param name="sql">One or more statements.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    public long Execute(string sql, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var command = Command(sql);
        using var stop = new Interruption(command, cancellationToken);
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs a query and reads each row.</summary>
    /// <param name="sql">One SELECT.</param>
    /// <param name="read">Takes the reader at a row.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    public List<T> Query<T>(string sql, Func<DuckDBDataReader, T> read, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var command = Command(sql);
        using var stop = new Interruption(command, cancellationToken);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>The first cell of a query's first row.</summary>
    /// <param name="sql">One SELECT of at least one row.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    public T Scalar<T>(string sql, CancellationToken cancellationToken = default) =>
        Query(sql, r => r.GetFieldValue<T>(0), cancellationToken)[0];

    /// <inheritdoc />
    public void Dispose()
    {
        Connection.Dispose();
        if (_temp.Exists)
            _temp.Delete(recursive: true);
    }

    private static DirectoryInfo CreateTempFolder(string? parent)
    {
        if (parent is null)
            return Directory.CreateTempSubdirectory("huoshui-duck-");
        Directory.CreateDirectory(parent);
        return Directory.CreateDirectory(Path.Combine(parent, "duck-" + Path.GetRandomFileName()));
    }

    private DuckDBCommand Command(string sql)
    {
        var command = Connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    // The order matters: nothing can be set after lock_configuration, nothing opened after
    // enable_external_access=false.
    private void Configure(DuckLimits limits, IReadOnlyList<string> paths)
    {
        var full = paths.Select(Path.GetFullPath).ToList();
        var folders = full.Where(Directory.Exists).Append(_temp.FullName).Select(f => f.TrimEnd('/') + "/");
        var files = full.Where(p => !Directory.Exists(p));
        Execute($"""
            SET autoinstall_known_extensions = false;
            SET autoload_known_extensions = false;
            SET memory_limit = '{limits.MemoryMebibytes.ToString(CultureInfo.InvariantCulture)}MiB';
            SET temp_directory = {Sql.Text(_temp.FullName)};
            SET max_temp_directory_size = '{limits.SpillMebibytes.ToString(CultureInfo.InvariantCulture)}MiB';
            SET preserve_insertion_order = {(limits.PreserveOrder ? "true" : "false")};
            SET partitioned_write_max_open_files = 10000;
            SET partitioned_write_flush_threshold = 1000000000;
            SET TimeZone = 'UTC';
            SET disabled_optimizers = '{(limits.JoinsLongLists ? string.Empty : "in_clause")}';
            SET allowed_directories = {Sql.List(folders)};
            SET allowed_paths = {Sql.List(files)};
            SET enable_external_access = false;
            SET lock_configuration = true;
            """);
    }
}
