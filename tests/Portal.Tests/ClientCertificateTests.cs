using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>Machines of a bank that sign in by the certificate that a named proxy passes on.</summary>
public sealed class ClientCertificateTests(CertificateHost host) : IClassFixture<CertificateHost>
{
    private const string Filings = "/api/v1/filings";

    [Fact]
    public async Task A_listed_certificate_opens_its_institutions_filings() =>
        Assert.Equal(HttpStatusCode.OK, (await host.AskAsync(host.Bank, Filings)).Status);

    [Fact]
    public async Task It_cannot_file_for_another_institution() =>
        Assert.Equal("FIL1007", (await host.FileAsync(host.Bank, "another")).Code);

    [Fact]
    public async Task It_does_nothing_beyond_its_scope() =>
        Assert.Equal((HttpStatusCode.Forbidden, "API1002"), await host.AskAsync(host.Bank, "/api/v1/figures"));

    [Fact]
    public async Task It_opens_no_page() =>
        Assert.Equal(HttpStatusCode.Redirect, (await host.AskAsync(host.Bank, "/filings")).Status);

    [Theory]
    [InlineData("unknown")]
    [InlineData("expired")]
    [InlineData("another authority's")]
    [InlineData("self-made")]
    [InlineData("no certificate at all")]
    public async Task A_certificate_that_is_not_good_is_refused_even_where_the_public_may_read(string kind) =>
        Assert.Equal((HttpStatusCode.Unauthorized, "API1003"), await host.AskAsync(host.Bad[kind], "/api/v1/figures"));

    [Theory]
    [InlineData(true, Filings)]
    [InlineData(false, Filings)]
    [InlineData(true, "/api/v1/figures")] // where the public may read
    public async Task A_token_beside_a_certificate_is_refused_whichever_is_good(bool isGood, string path) =>
        Assert.Equal(
            (HttpStatusCode.BadRequest, "API1004"),
            await host.AskAsync(isGood ? host.Bank : host.Bad["unknown"], path, await host.TokenAsync()));

    [Fact]
    public async Task A_certificate_of_a_disabled_account_is_refused() =>
        Assert.Equal("API1003", (await host.AskAsync(host.Bad["disabled"], Filings)).Code);

    [Fact]
    public async Task A_certificate_of_an_account_of_no_institution_is_refused() =>
        Assert.Equal("API1003", (await host.AskAsync(host.Bad["regulator"], Filings)).Code);

    [Fact]
    public async Task A_certificate_that_is_taken_out_of_the_list_is_refused_at_the_next_request()
    {
        Assert.Equal(HttpStatusCode.OK, (await host.AskAsync(host.Revoked, Filings)).Status);
        host.TakeOut(host.Revoked);
        Assert.Equal("API1003", (await host.AskAsync(host.Revoked, Filings)).Code);
    }

    [Fact]
    public async Task A_header_of_somebody_who_is_no_named_proxy_is_dropped()
    {
        await using var portal = await host.StartAsync("10.0.0.1");
        Assert.Equal(HttpStatusCode.Unauthorized, (await CertificateHost.AskAsync(portal, host.Bank, Filings)).Status);
        Assert.Equal(HttpStatusCode.OK, (await CertificateHost.AskAsync(portal, host.Bank, "/api/v1/figures")).Status);
    }

    [Theory]
    [InlineData("not-a-fingerprint machine filings:read")]
    [InlineData("aa machine filings:read")]
    public void A_list_with_a_bad_line_is_refused_by_its_number(string line)
    {
        var path = Path.Combine(host.Folder, Guid.CreateVersion7().ToString());
        File.WriteAllText(path, "# machines\n" + line);
        var refusal = Assert.Throws<SettingException>(() => new SignIn.ClientCertificateList(path));
        Assert.Contains(path + ":2", refusal.Message, StringComparison.Ordinal);
    }
}

/// <summary>A portal behind a named proxy, with an authority, a list and certificates made for it.</summary>
public sealed class CertificateHost : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow().AddDays(-10);
    private readonly X509Certificate2 _authority = Authority("CN=Authority of the test");
    private readonly X509Certificate2 _other = Authority("CN=Another authority");
    private WebApplication? _portal;
    private string? _token;

    internal string Folder { get; } = Directory.CreateTempSubdirectory("huoshui-certificates-").FullName;

    internal string Bank { get; private set; } = string.Empty;

    internal string Revoked { get; private set; } = string.Empty;

    internal Dictionary<string, string> Bad { get; } = [];

    private string List => Path.Combine(Folder, "machines.txt");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "ca.pem"), _authority.ExportCertificatePem());
        Bank = Enter(Issue(_authority, "bank"), "machine");
        Revoked = Enter(Issue(_authority, "revoked"), "machine");
        Bad["unknown"] = Header(Issue(_authority, "unknown"));
        Bad["expired"] = Enter(Issue(_authority, "expired", days: 5), "machine");
        Bad["another authority's"] = Enter(Issue(_other, "bank"), "machine");
        Bad["self-made"] = Enter(Authority("CN=bank"), "machine");
        Bad["no certificate at all"] = Uri.EscapeDataString("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
        Bad["disabled"] = Enter(Issue(_authority, "disabled"), "gone");
        Bad["regulator"] = Enter(Issue(_authority, "regulator"), "inspector");
        _portal = await StartAsync("127.0.0.1");
        var contexts = _portal.Services.GetRequiredService<IDbContextFactory<OperationsContext>>();
        await using (var context = await contexts.CreateDbContextAsync())
        {
            context.Add(new Institution { Id = "B0001", NameZh = "测试银行", NameEn = "Test Bank", Kind = "03", ActiveFrom = new(2010, 1, 1) });
            await context.SaveChangesAsync();
        }

        await using var scope = _portal.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<AccountDirectory>();
        var token = CancellationToken.None;
        await accounts.AddAsync(new("machine", "机器", [Roles.Preparer], "B0001"), "测试", mustChange: true, token);
        await accounts.AddAsync(new("gone", "机器", [Roles.Preparer], "B0001"), "测试", mustChange: true, token);
        await accounts.DisableAsync("gone", "测试", token);
        await accounts.AddAsync(new("inspector", "机器", [Roles.Analyst]), "测试", mustChange: true, token);
    }

    public async ValueTask DisposeAsync()
    {
        await _portal!.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    internal Task<WebApplication> StartAsync(string proxies) => PortalHost.StartAsync(new PortalOptions
    {
        Platform = new HuoshuiOptions { DataFolder = Path.Combine(Folder, "data") },
        Urls = "http://127.0.0.1:0",
        RunsJobs = false,
        Settings = new Dictionary<string, string?>
        {
            ["HUOSHUI_PROXIES"] = proxies,
            ["HUOSHUI_CLIENT_CA"] = Path.Combine(Folder, "ca.pem"),
            ["HUOSHUI_CLIENT_CERTIFICATES"] = List,
        },
    });

    internal Task<(HttpStatusCode Status, string? Code)> AskAsync(string certificate, string path) =>
        AskAsync(_portal!, certificate, path);

    /// <summary>A good token of the machine's account.</summary>
    internal async Task<string> TokenAsync() => _token ??= await _portal!.Services.GetRequiredService<ApiTokenDesk>()
        .IssueAsync("machine", "beside", [TokenScopes.ReadFilings], TimeSpan.FromDays(1), "测试", TestContext.Current.CancellationToken);

    internal async Task<(HttpStatusCode Status, string? Code)> AskAsync(string certificate, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", token);
        return await SendAsync(_portal!, certificate, request);
    }

    internal static async Task<(HttpStatusCode Status, string? Code)> AskAsync(WebApplication portal, string certificate, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(portal, certificate, request);
    }

    internal async Task<(HttpStatusCode Status, string? Code)> FileAsync(string certificate, string institution)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/filings")
        {
            Content = JsonContent.Create(new { @return = "onetable", institution, date = "2025-06-30" }),
        };
        request.Headers.Add("Idempotency-Key", institution);
        return await SendAsync(_portal!, certificate, request);
    }

    internal void TakeOut(string certificate)
    {
        var print = Print(X509Certificate2.CreateFromPem(Uri.UnescapeDataString(certificate)));
        File.WriteAllLines(List, File.ReadAllLines(List).Where(l => !l.StartsWith(print, StringComparison.Ordinal)));
        File.SetLastWriteTimeUtc(List, File.GetLastWriteTimeUtc(List).AddSeconds(1)); // clocks of file systems are coarse
    }

    private static async Task<(HttpStatusCode Status, string? Code)> SendAsync(
        WebApplication portal, string certificate, HttpRequestMessage request)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(portal.Urls.First()) };
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Client-Certificate", certificate);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var isProblem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json";
        var body = isProblem ? await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) : "{}";
        using var json = JsonDocument.Parse(body);
        return (answer.StatusCode, json.RootElement.TryGetProperty("code", out var code) ? code.GetString() : null);
    }

    private string Enter(X509Certificate2 certificate, string account)
    {
        File.AppendAllText(List, $"{Print(certificate)} {account} {TokenScopes.ReadFilings} {TokenScopes.WriteFilings}\n");
        return Header(certificate);
    }

    private static string Print(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256));

    private static string Header(X509Certificate2 certificate) => Uri.EscapeDataString(certificate.ExportCertificatePem());

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Start, Start.AddDays(100));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name, int days = 50)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        return request.Create(authority, Start, Start.AddDays(days), RandomNumberGenerator.GetBytes(8));
    }
}
