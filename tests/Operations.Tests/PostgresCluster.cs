using System.Diagnostics;
using Huoshui.Operations.Tests;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresCluster))]

namespace Huoshui.Operations.Tests;

/// <summary>
/// A PostgreSQL of its own for this run: in a folder that its user can enter, on a unix socket only, stopped at the end.
/// </summary>
public sealed class PostgresCluster : IDisposable
{
    private readonly Lazy<string?> _folder;
    private int _databases;

    public PostgresCluster() => _folder = new Lazy<string?>(Start);

    /// <summary>The folder with Debian's programs of the newest version; null when PostgreSQL is not installed.</summary>
    public static string? Binaries { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(v => Path.Combine(v, "bin"))
            .Where(b => File.Exists(Path.Combine(b, "initdb"))).OrderByDescending(b => b, StringComparer.Ordinal).FirstOrDefault()
        : null;

    /// <summary>An empty database; the test is skipped when PostgreSQL is not installed.</summary>
    public string CreateDatabase()
    {
        if (_folder.Value is not { } folder)
        {
            Assert.Skip("PostgreSQL is not installed: apt-get install postgresql");
            return string.Empty;
        }

        var name = $"test{Interlocked.Increment(ref _databases)}";
        using var connection = new NpgsqlConnection(ConnectionString(folder, "postgres"));
        connection.Open();
        using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'", connection);
        command.ExecuteNonQuery();
        return ConnectionString(folder, name);
    }

    public void Dispose()
    {
        if (!_folder.IsValueCreated || _folder.Value is not { } folder)
            return;
        NpgsqlConnection.ClearAllPools();
        Run("pg_ctl", "stop", "-D", Path.Combine(folder, "data"), "-m", "immediate");
        Directory.Delete(folder, recursive: true);
    }

    private static string ConnectionString(string folder, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = folder,
        Username = "postgres",
        Database = database,
        MaxPoolSize = 30,
        Timeout = 30,
    }.ConnectionString;

    private static string? Start()
    {
        if (Binaries is null)
            return null;
        var folder = Directory.CreateTempSubdirectory("huoshui-pg-").FullName;
        if (Environment.IsPrivilegedProcess)
            Check(Process.Start("chown", ["postgres", folder]));
        var data = Path.Combine(folder, "data");
        Run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N");
        Run("pg_ctl", "start", "-D", data, "-w", "-s", "-l", Path.Combine(folder, "log"), "-o",
            $"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c max_connections=200");
        return folder;
    }

    private static void Run(string program, params string[] arguments)
    {
        var path = Path.Combine(Binaries!, program);
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.WorkingDirectory = "/";
        Check(Process.Start(start));
    }

    private static void Check(Process? process)
    {
        process!.WaitForExit();
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}");
    }
}
