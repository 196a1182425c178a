using System.Net;
using Huoshui.Operations.Tests;
using Huoshui.Portal;
using Microsoft.Data.Sqlite;
using Npgsql;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>The portal while its operations store is away, and after.</summary>
public sealed class StoreOutageTests(PostgresCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_its_SQLite_file_the_portal_says_so_and_recovers()
    {
        var data = Directory.CreateTempSubdirectory("huoshui-outage-").FullName;
        var (file, aside) = (Path.Combine(data, "operations.db"), Path.Combine(data, "aside.db"));
        await WalkAsync(
            new HuoshuiOptions { DataFolder = data },
            () =>
            {
                SqliteConnection.ClearAllPools();
                File.Move(file, aside);
                Directory.CreateDirectory(file); // there is something, and it cannot be opened
                return Task.CompletedTask;
            },
            () =>
            {
                Directory.Delete(file);
                File.Move(aside, file);
            });
        SqliteConnection.ClearAllPools();
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Without_its_PostgreSQL_the_portal_says_so_and_recovers()
    {
        var data = Directory.CreateTempSubdirectory("huoshui-outage-").FullName;
        var database = new NpgsqlConnectionStringBuilder(cluster.CreateDatabase());
        var (folder, way) = (database.Host!, Path.Combine(data, "way"));
        Directory.CreateSymbolicLink(way, folder);
        database.Host = way;
        await WalkAsync(
            new HuoshuiOptions { DataFolder = data, PostgreSql = database.ConnectionString },
            async () =>
            {
                File.Delete(way);
                await EndConnectionsAsync(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = folder });
            },
            () => Directory.CreateSymbolicLink(way, folder));
        Directory.Delete(data, recursive: true);
    }

    private static async Task WalkAsync(HuoshuiOptions platform, Func<Task> takeAway, Action giveBack)
    {
        var options = new PortalOptions { Platform = platform, Urls = "http://127.0.0.1:0", RunsJobs = false };
        await using var portal = await PortalHost.StartAsync(options, Stop);
        using var client = new HttpClient { BaseAddress = new Uri(portal.Urls.First()) };
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(client, "/health/ready"));

        await takeAway();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await AskAsync(client, "/health/ready"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(client, "/health/live"));
        await AssertToldAsync(client, "/", "数据库没有应答");
        await AssertToldAsync(client, "/api/v1/figures", "\"code\":\"HTTP503\"");

        giveBack();
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(client, "/health/ready"));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client, "/")).Status);
    }

    private static async Task AssertToldAsync(HttpClient client, string path, string words)
    {
        var (status, body) = await AskAsync(client, path);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains(words, body, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", body, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Stop);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    private static async Task EndConnectionsAsync(NpgsqlConnectionStringBuilder database)
    {
        var name = database.Database!;
        database.Database = "postgres";
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1", connection)
        {
            Parameters = { new NpgsqlParameter { Value = name } },
        };
        await command.ExecuteScalarAsync(Stop);
    }
}
