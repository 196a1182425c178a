using System.Diagnostics;
using Npgsql;

namespace Huoshui.Cli.Benches;

/// <summary>Debian's PostgreSQL in a folder of its own, durable as it is by default (fsync on), on a unix socket;
/// stopped at the end.</summary>
internal sealed class BenchPostgres : IDisposable
{
    private const string Versions = "/usr/lib/postgresql";

    private readonly string _binaries;
    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-bench-pg-").FullName;

    private BenchPostgres(string binaries) => _binaries = binaries;

    /// <summary>How to connect.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = _folder,
        Username = "postgres",
        Database = "postgres",
        MaxPoolSize = 40,
    }.ConnectionString;

    /// <summary>Starts one; null if PostgreSQL is not installed.</summary>
    public static BenchPostgres? Start()
    {
        var binaries = !Directory.Exists(Versions) ? null
            : Directory.EnumerateDirectories(Versions).Select(v => Path.Combine(v, "bin"))
                .Where(b => File.Exists(Path.Combine(b, "initdb")))
                .OrderDescending(StringComparer.Ordinal).FirstOrDefault();
        if (binaries is null)
            return null;
        var postgres = new BenchPostgres(binaries);
        if (Environment.IsPrivilegedProcess)
            Check(Process.Start("chown", ["postgres", postgres._folder]));
        postgres.Run("initdb", "-D", postgres.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8");
        postgres.Run(
            "pg_ctl", "start", "-D", postgres.Data, "-w", "-s", "-l", Path.Combine(postgres._folder, "log"), "-o",
            $"-c listen_addresses='' -c unix_socket_directories='{postgres._folder}' -c max_connections=200");
        return postgres;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        Run("pg_ctl", "stop", "-D", Data, "-m", "immediate", "-s");
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private void Run(string program, params string[] arguments)
    {
        var path = Path.Combine(_binaries, program);
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.WorkingDirectory = "/";
        if (program == "initdb")
            start.RedirectStandardOutput = true;
        Check(Process.Start(start));
    }

    private static void Check(Process? process)
    {
        if (process!.StartInfo.RedirectStandardOutput)
            process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"PostgreSQL: exit code {process.ExitCode}.");
    }
}
