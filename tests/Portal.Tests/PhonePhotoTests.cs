using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Photos;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>走访照片 on the real host: from the phone offline, from the plain form, and what is too large or no photo.</summary>
[Collection(VisitWalkTests.OneAtATime)]
public sealed class PhonePhotoTests(PortalFixture portal)
{
    private const string Secret = "GPS-22.5431N";
    private const int Megabytes = 60;

    private static int _officers;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_photo_taken_offline_comes_with_its_visit_without_what_else_was_in_its_file()
    {
        var officer = await OfficerAsync();
        await using var phone = await Handset.RegisteredAsync(portal.Url, officer);
        var picture = await PictureAsync(phone.Page);
        await phone.OfflineAsync(true);
        await phone.FillAsync(0);
        await phone.Page.SetInputFilesAsync("#photos", new FilePayload { Name = "门头.jpg", MimeType = "image/jpeg", Buffer = picture });
        await phone.Page.Locator("figure.phone-photo").WaitForAsync();
        await phone.Page.ClickAsync("form button[type=submit]");
        await phone.Page.Locator("[data-field=consent].field-bad").WaitForAsync();
        await phone.Page.CheckAsync("input[name=consent]");
        await phone.LookAsync("photo");
        await phone.Page.ClickAsync("form button[type=submit]");
        await phone.WaitingAsync(1);
        Assert.Equal("grid:1 meta:1 photos:1 visits:1", await phone.HoldsAsync());
        Assert.DoesNotContain(Secret, await phone.DumpAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("JFIF", await phone.DumpAsync(), StringComparison.Ordinal);
        await phone.Page.ReloadAsync();
        await phone.UnlockAsync();
        await phone.WaitingAsync(1);
        await phone.OfflineAsync(false);
        await phone.WaitingAsync(0);
        Assert.Equal("grid:1 meta:1 photos:0 visits:0", await phone.HoldsAsync());
        var photo = Assert.Single(await PhotosAsync(officer));
        await phone.Page.GotoAsync($"/visits/{photo.VisitId}");
        var shown = phone.Page.Locator($"img[src='/visits/photos/{photo.Id}']");
        await shown.ScrollIntoViewIfNeededAsync();
        Assert.True(await shown.EvaluateAsync<bool>("async image => { await image.decode(); return image.naturalWidth > 0; }"));
        await phone.LookAsync("photo-receipt");
        using var client = await portal.ClientAsync(phone.Page);
        var bytes = await client.GetByteArrayAsync($"/visits/photos/{photo.Id}", Stop);
        Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        using var stranger = await portal.ClientAsync(Roles.Reviewer);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/visits/photos/{photo.Id}", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_photo_of_sixty_megabytes_and_a_file_that_is_none_are_said_on_the_phone_and_the_visit_stays()
    {
        await using var phone = await Handset.RegisteredAsync(portal.Url, await OfficerAsync());
        var large = Path.Combine(portal.Folder, "large.jpg");
        await using (var file = File.Create(large))
            file.SetLength(Megabytes * 1024L * 1024);
        await phone.OfflineAsync(true);
        await phone.FillAsync(1);
        await phone.Page.SetInputFilesAsync("#photos", large);
        await phone.Page.GetByText("有 60 MB，超过 50 MB").WaitForAsync();
        await phone.Page.SetInputFilesAsync("#photos", new FilePayload { Name = "文档.jpg", MimeType = "image/jpeg", Buffer = Encoding.UTF8.GetBytes("no photo") });
        await phone.Page.GetByText("不是能读的照片").WaitForAsync();
        Assert.Equal(Handset.Place, await phone.Page.InputValueAsync("#place"));
        await phone.LookAsync("photo-large");
        await phone.Page.ClickAsync("form button[type=submit]");
        await phone.WaitingAsync(1);
    }

    [Fact]
    public async Task Over_the_api_sixty_megabytes_are_answered_by_413_and_no_photo_by_415()
    {
        var (client, device, _) = await MachineAsync();
        using (client)
        {
            var visit = await RecordedAsync(client, device);
            var consent = portal.Services.GetRequiredService<VisitPolicy>().Consent(ConsentKinds.Photos).Version.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            var path = $"/api/v1/visits/phone/devices/{device}/visits/{visit}/photos/{Guid.CreateVersion7()}?consent={consent}";
            Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "VIS1070"), await PutAsync(client, path, new byte[Megabytes * 1024 * 1024]));
            Assert.Equal((HttpStatusCode.UnsupportedMediaType, "VIS1071"), await PutAsync(client, path, Encoding.UTF8.GetBytes("<script>")));
        }
    }

    [Fact]
    public async Task The_plain_form_takes_photos_keeps_the_visit_when_one_is_refused_and_adds_more_later()
    {
        var officer = await OfficerAsync();
        await using var phone = await Handset.OpenAsync(portal.Url);
        await phone.SignInAsync(officer);
        var picture = await PictureAsync(phone.Page);
        await phone.Page.GotoAsync("/visits/record");
        await phone.Page.FillAsync("#name", "旺园9号");
        await phone.Page.FillAsync("#code", Handset.Firms[2]);
        await phone.Page.FillAsync("#place", "店内");
        await phone.Page.FillAsync("input[name=companion-0]", "李经理");
        await phone.Page.CheckAsync("input[name=outcome][value=no_need]");
        await phone.Page.SetInputFilesAsync("#photos",
        [
            new FilePayload { Name = "a.jpg", MimeType = "image/jpeg", Buffer = picture },
            new FilePayload { Name = "b.jpg", MimeType = "image/jpeg", Buffer = Encoding.UTF8.GetBytes("no photo") },
        ]);
        await phone.Page.CheckAsync("input[name=photo-consent]");
        await phone.Page.ClickAsync("main form.form button[type=submit]");
        await phone.Page.GetByText("有照片没有保存").WaitForAsync();
        await phone.Page.GetByText("VIS1071").WaitForAsync();
        await phone.LookAsync("photo-plain");
        Assert.Single(await PhotosAsync(officer));
        await phone.Page.SetInputFilesAsync("#photos", new FilePayload { Name = "c.png", MimeType = "image/png", Buffer = await phone.Page.ScreenshotAsync() });
        await phone.Page.Locator("main form.form button[type=submit]").ClickAsync();
        await phone.Page.GetByText("VIS1073").WaitForAsync(); // without the tick
        await phone.Page.SetInputFilesAsync("#photos", new FilePayload { Name = "c.png", MimeType = "image/png", Buffer = await phone.Page.ScreenshotAsync() });
        await phone.Page.CheckAsync("input[name=photo-consent]");
        await phone.Page.Locator("main form.form button[type=submit]").ClickAsync();
        await phone.Page.Locator("img[src^='/visits/photos/']").Nth(1).WaitForAsync();
        Assert.Equal(2, (await PhotosAsync(officer)).Count);
    }

    [Fact]
    public async Task A_write_of_the_phone_without_the_token_of_forms_is_refused_and_a_revoked_phone_everywhere()
    {
        var officer = await OfficerAsync();
        await using var phone = await Handset.RegisteredAsync(portal.Url, officer);
        using var client = await portal.ClientAsync(phone.Page);
        var devices = await client.GetFromJsonAsync<JsonElement>("/api/v1/visits/phone/devices", Stop);
        var id = devices.GetProperty("items")[0].GetProperty("id").GetString();
        using var forged = await client.PostAsJsonAsync($"/api/v1/visits/phone/devices/{id}/open", new { unsynced = 0 }, Stop);
        Assert.Equal((HttpStatusCode.BadRequest, "VIS1045"), (forged.StatusCode, await CodeAsync(forged)));
        var session = await client.GetFromJsonAsync<JsonElement>("/api/v1/visits/phone/session", Stop);
        client.DefaultRequestHeaders.Add("X-Huoshui-Form", session.GetProperty("form").GetString());
        using var revoked = await client.PostAsJsonAsync($"/api/v1/visits/phone/devices/{id}/revoke", new { }, Stop);
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        foreach (var path in new[] { "open", "sync" })
        {
            using var answer = await client.PostAsJsonAsync($"/api/v1/visits/phone/devices/{id}/{path}", new { sentAt = TimeProvider.System.GetUtcNow() }, Stop);
            Assert.Equal((HttpStatusCode.Forbidden, "VIS1041"), (answer.StatusCode, await CodeAsync(answer)));
        }

        using var grid = await client.GetAsync($"/api/v1/visits/phone/devices/{id}/grid", Stop);
        Assert.Equal("VIS1041", await CodeAsync(grid));
    }

    [Fact]
    public async Task A_sync_of_a_wrong_clock_or_of_too_many_is_refused_whole_and_the_grid_travels_once()
    {
        var (client, device, _) = await MachineAsync();
        using (client)
        {
            foreach (var skew in new[] { TimeSpan.FromHours(1), TimeSpan.FromDays(-365) })
                Assert.Equal((HttpStatusCode.Conflict, "VIS1043"), await SyncAsync(client, device, TimeProvider.System.GetUtcNow() + skew, 1));
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "VIS1044"), await SyncAsync(client, device, TimeProvider.System.GetUtcNow(), 51));
            using var empty = await client.PostAsync($"/api/v1/visits/phone/devices/{device}/sync", new StringContent("{\"sentAt\":\"2026-01-01\",\"visits\":[null]}", new MediaTypeHeaderValue("application/json")), Stop);
            Assert.InRange((int)empty.StatusCode, 400, 499);
            await RecordedAsync(client, device);
            using var grid = await client.GetAsync($"/api/v1/visits/phone/devices/{device}/grid", Stop);
            var items = (await grid.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("items").EnumerateArray().ToList();
            Assert.NotEmpty(items);
            using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/visits/phone/devices/{device}/grid");
            again.Headers.IfNoneMatch.Add(grid.Headers.ETag!);
            using var same = await client.SendAsync(again, Stop);
            Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
            await using var context = await ContextAsync();
            var own = await context.Set<VisitedEntity>().Where(e => e.StreetCode == "440303002").Select(e => e.Id).ToListAsync(Stop);
            Assert.Equal(own.Order(), items.Select(i => i.GetProperty("id").GetGuid()).Order()); // of the own street and no other
        }
    }

    [Fact]
    public async Task The_shell_has_both_languages_word_for_word_and_is_installable()
    {
        using var client = await portal.ClientAsync(Roles.StreetOfficer);
        var words = new List<Dictionary<string, string>>();
        foreach (var language in new[] { "zh-CN", "en" })
            words.Add((await client.GetFromJsonAsync<Dictionary<string, string>>($"/visits/phone/words/{language}.json", Stop))!);
        Assert.Equal(words[0].Keys, words[1].Keys);
        Assert.DoesNotContain(words[1], w => w.Key != "OtherLanguage" && Regex.IsMatch(w.Value, "[\u4e00-\u9fff]", RegexOptions.NonBacktracking));
        var manifest = JsonDocument.Parse(await client.GetStringAsync("/visits/phone/manifest.webmanifest", Stop)).RootElement;
        Assert.Equal(("/visits/phone/", "standalone"), (manifest.GetProperty("scope").GetString(), manifest.GetProperty("display").GetString()));
        foreach (var icon in manifest.GetProperty("icons").EnumerateArray())
            Assert.Equal("image/png", (await client.GetAsync(icon.GetProperty("src").GetString(), Stop)).Content.Headers.ContentType?.MediaType);
        var worker = await client.GetStringAsync("/visits/phone/sw.js", Stop);
        foreach (Match file in Regex.Matches(worker.Split('\n')[0], "\"(/[^\"]+)\"", RegexOptions.NonBacktracking))
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(file.Groups[1].Value, Stop)).StatusCode);
        using var stranger = await portal.ClientAsync(Roles.Analyst);
        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.GetAsync("/visits/phone/", Stop)).StatusCode);
    }

    // A comment that a camera or an editor may write stands in the file.
    private static async Task<byte[]> PictureAsync(IPage page)
    {
        var jpeg = await page.ScreenshotAsync(new PageScreenshotOptions { Type = ScreenshotType.Jpeg });
        var text = Encoding.ASCII.GetBytes(Secret);
        return [.. jpeg[..2], 0xFF, 0xFE, 0, (byte)(text.Length + 2), .. text, .. jpeg[2..]];
    }

    private async Task<IssuedAccount> OfficerAsync()
    {
        var number = Interlocked.Increment(ref _officers);
        await using var scope = portal.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AccountDirectory>().AddAsync(
            new AccountRequest($"photo-officer{number}", $"拍照{number}", [Roles.StreetOfficer], SeesClear: true, AreaCode: "440303002"),
            "测试", mustChange: false, Stop);
    }

    private async Task<(HttpClient Client, Guid Device, IssuedAccount Officer)> MachineAsync()
    {
        var officer = await OfficerAsync();
        var token = await portal.Services.GetRequiredService<ApiTokenDesk>().IssueAsync(
            officer.Name, Guid.CreateVersion7().ToString(), [TokenScopes.ReadFilings, TokenScopes.WriteFilings], TimeSpan.FromDays(1), "测试", Stop);
        var client = new HttpClient { BaseAddress = new Uri(portal.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var device = Guid.CreateVersion7();
        using var registered = await client.PostAsJsonAsync("/api/v1/visits/phone/devices", new { id = device, name = "接口" }, Stop);
        Assert.True(registered.IsSuccessStatusCode, await registered.Content.ReadAsStringAsync(Stop));
        return (client, device, officer);
    }

    private static object Visit() => new
    {
        id = Guid.CreateVersion7(),
        entity = new { code = Handset.Firms[0], name = "旺园", streetCode = "440303002" },
        at = TimeProvider.System.GetUtcNow(),
        companions = new[] { new { kind = "bank", name = "李" } },
        place = "店内",
        outcome = "no_need",
        obstacles = Array.Empty<string>(),
    };

    private static async Task<Guid> RecordedAsync(HttpClient client, Guid device)
    {
        using var answer = await client.PostAsJsonAsync(
            $"/api/v1/visits/phone/devices/{device}/sync", new { sentAt = TimeProvider.System.GetUtcNow(), visits = new[] { Visit() } }, Stop);
        var item = (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("items")[0];
        Assert.Equal("taken", item.GetProperty("state").GetString());
        return item.GetProperty("id").GetGuid();
    }

    private static async Task<(HttpStatusCode, string?)> SyncAsync(HttpClient client, Guid device, DateTimeOffset sentAt, int count)
    {
        using var answer = await client.PostAsJsonAsync(
            $"/api/v1/visits/phone/devices/{device}/sync", new { sentAt, visits = Enumerable.Range(0, count).Select(_ => Visit()) }, Stop);
        return (answer.StatusCode, await CodeAsync(answer));
    }

    private static async Task<(HttpStatusCode, string?)> PutAsync(HttpClient client, string path, byte[] bytes)
    {
        using var answer = await client.PutAsync(path, new ByteArrayContent(bytes), Stop);
        return (answer.StatusCode, await CodeAsync(answer));
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("code").GetString();
    }

    private Task<OperationsContext> ContextAsync() =>
        portal.Services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Stop);

    private async Task<List<VisitPhoto>> PhotosAsync(IssuedAccount officer)
    {
        await using var context = await ContextAsync();
        return await context.Set<VisitPhoto>().Where(p => p.Actor == officer.Name).ToListAsync(Stop);
    }
}
