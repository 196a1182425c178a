using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Huoshui.Operations.Backup;

/// <summary>PostgreSQL's own programs; the password goes through the environment, never through the command
/// line.</summary>
internal static class PostgreSqlTools
{
    private const string DebianFolder = "/usr/lib/postgresql";

    public static async Task RunAsync(
        string program, string connection, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var target = new NpgsqlConnectionStringBuilder(connection);
        var start = new ProcessStartInfo(Find(program))
        {
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in (IEnumerable<string>)[.. arguments, "--no-password", "--dbname", target.Database ?? "postgres"])
            start.ArgumentList.Add(argument);
        start.Environment["PGHOST"] = target.Host;
        start.Environment["PGPORT"] = target.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = target.Username;
        start.Environment["PGPASSWORD"] = target.Password ?? string.Empty;
        using var process = Process.Start(start) ?? throw new BackupException(
            $"{program} 没有启动", $"{program} did not start");
        var error = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new BackupException(
                $"{program} 失败：{error.Trim()}", $"{program} failed");
        }
    }

    // pg_dump of an older version refuses a newer server: take the newest that is installed.
    private static string Find(string program)
    {
        var installed = Directory.Exists(DebianFolder)
            ? Directory.EnumerateDirectories(DebianFolder).Select(v => Path.Combine(v, "bin", program)).Where(File.Exists)
            : [];
        return installed.OrderByDescending(VersionOf).FirstOrDefault() ?? program;
    }

    private static int VersionOf(string path) => int.TryParse(
        path.AsSpan(DebianFolder.Length + 1).ToString().Split('/')[0], CultureInfo.InvariantCulture, out var version) ? version : 0;
}
