using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Huoshui.Notices;
using Huoshui.Notices.Tests;
using Huoshui.Systems.OnlineLoans;
using Huoshui.Systems.OnlineLoans.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>The real host on a free port of this machine with a data folder of its own, and one browser.</summary>
public abstract class PortalRun : IAsyncLifetime
{
    private const string SessionCookie = "huoshui.session";
    private readonly Dictionary<string, IReadOnlyList<BrowserContextCookiesResult>> _signedIn = [];
    private readonly ConcurrentDictionary<string, IPage> _windows = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _signingIn = new(1);
    private WebApplication? _app;
    private IPlaywright? _playwright;

    /// <summary>The data folder.</summary>
    internal string Folder { get; } = Directory.CreateTempSubdirectory("huoshui-portal-").FullName;

    /// <summary>Where it listens; a name and not an address, since passkeys need one.</summary>
    public string Url { get; private set; } = string.Empty;

    public IBrowser? Browser { get; private set; }

    public IServiceProvider Services => _app!.Services;

    /// <summary>The demo account of each role, with its password.</summary>
    public IReadOnlyDictionary<string, string> Passwords { get; protected set; } = new Dictionary<string, string>();

    /// <summary>Fills the data folder once the host runs.</summary>
    protected abstract Task SeedAsync();

    /// <summary>Fills the data folder before the host starts; nothing unless overridden.</summary>
    protected virtual bool Prepare(string folder) => true;

    /// <summary>The policies; the repository's unless overridden.</summary>
    protected virtual string? PoliciesFolder => null;

    /// <summary>The clock; the machine's unless overridden.</summary>
    protected virtual TimeProvider? Clock => null;

    /// <summary>The bank that lends online; nobody unless overridden.</summary>
    protected virtual Task<LoanOptions> LoansAsync() => Task.FromResult(new LoanOptions());

    /// <summary>The mail server of the portal.</summary>
    internal MailBox Mail { get; } = new();

    /// <summary>The sources of facts of the bank that lends; null when nobody does.</summary>
    internal StubSources? Sources { get; private protected set; }

    public async ValueTask InitializeAsync()
    {
        if (!Prepare(Folder))
            return;
        Url = $"http://localhost:{FreePort()}";
        _app = await PortalHost.StartAsync(new PortalOptions
        {
            Platform = new HuoshuiOptions
            {
                DataFolder = Folder,
                Loans = await LoansAsync(),
                PoliciesFolder = PoliciesFolder,
                Clock = Clock,
                Notices = new NoticeOptions
                {
                    Mail = Mail.Options,
                    HasWebhooks = true,
                    PublicUrl = Url,
                    PollInterval = TimeSpan.FromMilliseconds(500),
                },
            },
            Urls = Url,
            SignInsPerMinute = 10_000,
        });
        await SeedAsync();
        if (!File.Exists(Chromium.Path))
            return;
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(Chromium.Options());
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        _playwright?.Dispose();
        _signingIn.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        if (Sources is not null)
            await Sources.DisposeAsync();
        await Mail.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A page of a fresh browser window; skips the test where there is no Chromium.</summary>
    public async Task<IPage> OpenAsync(int width = 1280, string? language = null)
    {
        Assert.SkipWhen(Browser is null, $"{Chromium.Path} is not here; install it: apt-get install chromium");
        var window = await Browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Url,
            Locale = "zh-CN",
            TimezoneId = "Asia/Shanghai",
            ViewportSize = new ViewportSize { Width = width, Height = width < 600 ? 844 : 800 },
            DeviceScaleFactor = width < 600 ? 2 : 1,
        });
        window.SetDefaultTimeout(Waiting.Longest);
        var page = await window.NewPageAsync();
        PageCheck.Listen(page);
        if (language is not null)
            await window.AddCookiesAsync([await LanguageAsync(language)]);
        return page;
    }

    /// <summary>The one window of a language for the tests of one class, which open pages one after the other: it keeps style sheets and
    /// scripts as a reader's does. Nobody closes it; classes run side by side, so none has the window of another.</summary>
    /// <param name="role">Who is signed in; empty for nobody.</param>
    /// <param name="language">Null for the browser's own, Chinese.</param>
    /// <param name="owner">The file of the class; the compiler gives it.</param>
    public async Task<IPage> WindowAsync(string role, string? language = null, [CallerFilePath] string owner = "")
    {
        var key = $"{owner} {language}";
        if (!_windows.TryGetValue(key, out var page))
            _windows[key] = page = await OpenAsync(language: language);
        await page.Context.ClearCookiesAsync(new BrowserContextClearCookiesOptions { Name = SessionCookie });
        if (role.Length > 0)
            await page.Context.AddCookiesAsync(await SessionAsync(role));
        await page.SetViewportSizeAsync(1280, 800); // a test that failed may have left it narrow
        return page;
    }

    // The cookie that the portal itself gives to who chooses a language.
    private async Task<Microsoft.Playwright.Cookie> LanguageAsync(string language)
    {
        using var client = Client();
        using var answer = await client.GetAsync($"/language/{language}?back=/");
        var pair = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0].Split('=', 2);
        return new Microsoft.Playwright.Cookie { Name = pair[0], Value = pair[1], Url = Url };
    }

    /// <summary>A page on which the demo account of a role is signed in; the sign-in of a role is made once.</summary>
    public async Task<IPage> SignInAsync(string role, int width = 1280, string? language = null)
    {
        var session = await SessionAsync(role);
        var page = await OpenAsync(width, language);
        await page.Context.AddCookiesAsync(session);
        return page;
    }

    private async Task<IEnumerable<Microsoft.Playwright.Cookie>> SessionAsync(string role) =>
        (await CookiesAsync(role)).Where(cookie => cookie.Name == SessionCookie).Select(cookie => new Microsoft.Playwright.Cookie
        {
            Name = cookie.Name,
            Value = cookie.Value,
            Domain = cookie.Domain,
            Path = cookie.Path,
            HttpOnly = cookie.HttpOnly,
            SameSite = cookie.SameSite,
        });

    private async Task<IReadOnlyList<BrowserContextCookiesResult>> CookiesAsync(string role)
    {
        await _signingIn.WaitAsync();
        try
        {
            if (_signedIn.TryGetValue(role, out var cookies))
                return cookies;
            var first = await FreshSignInAsync(role);
            _signedIn[role] = await first.Context.CookiesAsync();
            await first.Context.CloseAsync();
            return _signedIn[role];
        }
        finally
        {
            _signingIn.Release();
        }
    }

    /// <summary>Signs the demo account of a role in by its password.</summary>
    public Task<IPage> FreshSignInAsync(string role, int width = 1280) => EnterAsync(role, Passwords[role], width);

    /// <summary>Signs an account in by its password.</summary>
    internal Task<IPage> EnterAsync(Registry.IssuedAccount account) => EnterAsync(account.Name, account.Password, 1280);

    private async Task<IPage> EnterAsync(string name, string password, int width)
    {
        var page = await OpenAsync(width);
        await page.GotoAsync("/sign-in?back=/account");
        await page.FillAsync("#name", name);
        await page.FillAsync("#password", password);
        await page.ClickAsync("form[action='/sign-in'] button[type=submit], form.form button[type=submit]");
        // Of a page that is already there Playwright may wait for the event of its loading forever: its reader's name it finds at any time.
        await page.Locator(".who").First.WaitForAsync();
        return page;
    }

    /// <summary>A client without a browser with the session of a role's demo account; of nobody when <paramref name="role"/> is empty.</summary>
    public async Task<HttpClient> ClientAsync(string role)
    {
        Assert.SkipWhen(Browser is null, $"{Chromium.Path} is not here; install it: apt-get install chromium");
        return role.Length == 0 ? Client() : Client(await SessionAsync(role));
    }

    /// <summary>A client with the session of a page's browser.</summary>
    internal async Task<HttpClient> ClientAsync(IPage page) =>
        Client((await page.Context.CookiesAsync()).Select(one => new Microsoft.Playwright.Cookie { Name = one.Name, Value = one.Value }));

    private HttpClient Client(IEnumerable<Microsoft.Playwright.Cookie> cookies)
    {
        var client = Client();
        client.DefaultRequestHeaders.Add("Cookie", string.Join("; ", cookies.Select(one => $"{one.Name}={one.Value}")));
        return client;
    }

    /// <summary>A client without a browser, which keeps no cookies and follows no redirect.</summary>
    public HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(Url) };

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
