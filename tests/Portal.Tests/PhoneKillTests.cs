using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>A server that goes away in the middle of a sync and comes back on the same data: each visit is there once.</summary>
public sealed class PhoneKillTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-phone-server-").FullName;
    private readonly string _url = $"http://localhost:{PortalRun.FreePort()}";
    private WebApplication? _server;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_dies_after_it_took_half_the_visits_has_each_once_when_it_is_back()
    {
        await StartAsync();
        await using var phone = await Handset.RegisteredAsync(_url, await OfficerAsync());
        await phone.OfflineAsync(true);
        for (var firm = 0; firm < 3; firm++)
            await phone.RecordAsync(firm);
        await phone.Window.RouteAsync("**/sync", async route =>
        {
            // Two of the three arrive and are kept; then nothing answers any more.
            var body = System.Text.Json.Nodes.JsonNode.Parse(route.Request.PostData!)!;
            var visits = body["visits"]!.AsArray();
            visits.RemoveAt(2);
            await route.FetchAsync(new() { PostData = System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()) });
            await EndAsync();
            await route.AbortAsync();
        });
        await phone.OfflineAsync(false);
        await phone.SyncAsync("offline");
        await phone.WaitingAsync(3);
        await phone.Window.UnrouteAllAsync();
        await StartAsync();
        Assert.Equal(2, await VisitsAsync());
        await phone.SyncAsync();
        await phone.WaitingAsync(0);
        await phone.SyncAsync();
        Assert.Equal(3, await VisitsAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync() => _server = await PortalHost.StartAsync(new PortalOptions
    {
        Platform = new HuoshuiOptions { DataFolder = _folder },
        Urls = _url,
        SignInsPerMinute = 10_000,
    });

    private async Task EndAsync()
    {
        if (Interlocked.Exchange(ref _server, null) is not { } server)
            return;
        await server.StopAsync();
        await server.DisposeAsync();
    }

    private async Task<IssuedAccount> OfficerAsync()
    {
        var vocabulary = Path.Combine(PolicyLibrary.FindFolder(), "vocabulary");
        await using var districts = File.OpenRead(Path.Combine(vocabulary, "shenzhen_management_districts.csv"));
        await using var streets = File.OpenRead(Path.Combine(vocabulary, "shenzhen_streets.csv"));
        await _server!.Services.GetRequiredService<DistrictRegistry>().ImportAsync(districts, streets, "测试", Stop);
        await using var scope = _server.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AccountDirectory>().AddAsync(
            new AccountRequest("officer", "巡查", [Roles.StreetOfficer], SeesClear: true, AreaCode: "440303002"), "测试", mustChange: false, Stop);
    }

    private async Task<int> VisitsAsync()
    {
        await using var context = await _server!.Services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Stop);
        return await context.Set<Visit>().CountAsync(Stop);
    }
}
