using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Huoshui.Cli.Benches.Visits;
using Huoshui.Operations;
using Huoshui.Operations.Tests;
using Huoshui.Portal;
using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Counts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>The portal, a process of its own, killed with SIGKILL while many phones sync.</summary>
public sealed partial class SyncKillTests(PostgresCluster cluster)
{
    private const string Street = "440304001";
    private const int Phones = 8;
    private const int RequestsOfPhone = 5;
    private const int Together = 20;
    private const int AnswersBeforeKill = 4;

    private readonly ConcurrentDictionary<Guid, string> _receipts = [];
    private int _answers;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_portal_killed_while_phones_sync_has_lost_nothing_and_doubled_nothing(bool onPostgres)
    {
        using var folder = await FolderAsync(onPostgres);
        var phones = await PhonesAsync(folder);
        await using (var portal = await PortalProcess.StartAsync(folder.Data, Stop, folder.Environment))
        {
            var syncing = phones.Select(p => SyncAsync(portal.Url, p)).ToList();
            while (_answers < AnswersBeforeKill)
                await Task.Delay(1, Stop);
            await portal.KillAsync();
            Assert.Contains(await Task.WhenAll(syncing), wasWhole => !wasWhole);
        }

        await using var last = await PortalProcess.StartAsync(folder.Data, Stop, folder.Environment);
        Assert.All(await Task.WhenAll(phones.Select(p => SyncAsync(last.Url, p))), Assert.True);
        await last.KillAsync();
        await KeptAsync(folder);
    }

    private async Task KeptAsync(FilersFolder folder)
    {
        var options = HuoshuiOptions.FromEnvironment(folder.Data) with
        {
            PostgreSql = folder.Environment.GetValueOrDefault("HUOSHUI_POSTGRESQL"),
        };
        await using var services = new ServiceCollection().AddLogging().AddHuoshui(options).BuildServiceProvider();
        await using var context = await services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Stop);
        var kept = await context.Set<Visit>().ToDictionaryAsync(v => v.Id, v => v.ReceiptSha256, Stop);
        Assert.Equal(Phones * RequestsOfPhone * Together, kept.Count);
        Assert.All(_receipts, r => Assert.Equal(r.Value, kept[r.Key])); // what a phone was told stands
        Assert.Equal(kept.Count, await context.AuditEntries.CountAsync(a => a.Action == "visit.record", Stop));
        Assert.Null((await AuditChain.VerifyAsync(context, Stop)).FirstBroken);
        Assert.Empty((await services.GetRequiredService<VisitRecount>().CompareAsync(Stop)).Differences);
    }

    private async Task<FilersFolder> FolderAsync(bool onPostgres)
    {
        var folder = await FilersFolder.CreateAsync(Stop, onPostgres ? cluster.CreateDatabase() : null);
        await folder.GoodAsync(Stop, "district", "import", "--data", folder.Data);
        await folder.GoodAsync(Stop, "user", "add", "officer", "--role", "street-officer", "--area", Street, "--data", folder.Data);
        return folder;
    }

    // Each with visits of its own, every other one of a firm that another phone visits too.
    private static async Task<List<Phone>> PhonesAsync(FilersFolder folder)
    {
        var issued = await folder.GoodAsync(
            Stop, "token", "issue", "officer", "--name", "phones", "--scope", "filings:read", "filings:write", "--data", folder.Data);
        var at = TimeProvider.System.GetUtcNow();
        object Visit(int phone, int n) => new
        {
            id = Guid.CreateVersion7(),
            entity = new { code = BenchRegister.UsciOf(n % 2 == 0 ? n : (phone * 1000) + n), name = "商行", streetCode = Street },
            at,
            companions = new[] { new { kind = "bank", name = "李" } },
            place = "店内",
            outcome = "no_need",
            obstacles = Array.Empty<string>(),
        };
        return
        [
            .. Enumerable.Range(1, Phones).Select(phone => new Phone(
                Guid.CreateVersion7(), Token().Match(issued.Output).Value,
                [.. Enumerable.Range(0, RequestsOfPhone * Together).Select(n => Visit(phone, n)).Chunk(Together)])),
        ];
    }

    // Registers, which is harmless again, and sends everything that it has; false if the portal went away.
    private async Task<bool> SyncAsync(string url, Phone phone)
    {
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", phone.Token);
        try
        {
            using var registered = await client.PostAsJsonAsync("/api/v1/visits/phone/devices", new { id = phone.Id, name = "手机" }, Stop);
            registered.EnsureSuccessStatusCode();
            foreach (var visits in phone.Requests)
            {
                using var answer = await client.PostAsJsonAsync(
                    $"/api/v1/visits/phone/devices/{phone.Id}/sync", new { sentAt = TimeProvider.System.GetUtcNow(), visits }, Stop);
                var text = await answer.Content.ReadAsStringAsync(Stop);
                Assert.True(answer.IsSuccessStatusCode, text);
                Take(text);
            }

            return true;
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return false;
        }
    }

    private void Take(string answer)
    {
        using var body = JsonDocument.Parse(answer);
        foreach (var item in body.RootElement.GetProperty("items").EnumerateArray())
        {
            Assert.NotEqual("refused", item.GetProperty("state").GetString());
            var receipt = item.GetProperty("receipt").GetString()!;
            Assert.Equal(receipt, _receipts.GetOrAdd(item.GetProperty("id").GetGuid(), receipt));
        }

        Interlocked.Increment(ref _answers);
    }

    [GeneratedRegex("hs_[A-Za-z0-9_-]+", RegexOptions.NonBacktracking)]
    private static partial Regex Token();

    private sealed record Phone(Guid Id, string Token, IReadOnlyList<object[]> Requests);
}
