using Huoshui.Registry;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>A phone with a storage of its own: the browser can be closed and opened again, lose its network, and have a wrong clock.</summary>
internal sealed class Handset : IAsyncDisposable
{
    public const string Pin = "271828";
    public const string Path = "/visits/phone/";
    public const string Place = "<script>window.broken=1</script>";

    public static readonly string[] Firms = ["914403009000000067", "914403009000000142", "91440300900000022W"];

    // The clock of the page, shifted by what stands in its storage; nothing else is faked.
    private const string Clock =
        """
        (() => {
          const Real = Date;
          const shift = () => Number(localStorage.getItem('test.shift') ?? 0);
          globalThis.Date = class extends Real {
            constructor(...given) { if (given.length) super(...given); else super(Real.now() + shift()); }
            static now() { return Real.now() + shift(); }
          };
        })();
        """;

    private const string Counts =
        """
        async () => {
          const db = await new Promise(done => { const q = indexedDB.open('huoshui-visits'); q.onsuccess = () => done(q.result); });
          const found = [];
          for (const name of db.objectStoreNames)
            found.push(`${name}:${await new Promise(done => { const q = db.transaction(name).objectStore(name).count(); q.onsuccess = () => done(q.result); })}`);
          db.close();
          return found.join(' ');
        }
        """;

    // Everything that the phone keeps, as text, bytes one letter each.
    private const string Dump =
        """
        async () => {
          const db = await new Promise(done => { const q = indexedDB.open('huoshui-visits'); q.onsuccess = () => done(q.result); });
          const text = value => value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder('latin1').decode(value) + new TextDecoder().decode(value)
            : value && typeof value === 'object' ? Object.values(value).map(text).join(' ') : String(value);
          const found = [];
          for (const name of ['visits', 'grid', 'photos'])
            found.push(text(await new Promise(done => { const q = db.transaction(name).objectStore(name).getAll(); q.onsuccess = () => done(q.result); })));
          db.close();
          return found.join('\n');
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-phone-").FullName;
    private readonly string _url;
    private readonly string[] _more;
    private IPlaywright? _playwright;
    private IBrowserContext? _window;

    private Handset(string url, string[] more) => (_url, _more) = (url, more);

    public IPage Page { get; private set; } = default!;

    public IBrowserContext Window => _window!;

    public static async Task<Handset> OpenAsync(string url, params string[] more)
    {
        Assert.SkipUnless(File.Exists(Chromium.Path), $"{Chromium.Path} is not here; install it: apt-get install chromium");
        var phone = new Handset(url, more) { _playwright = await Playwright.CreateAsync() };
        await phone.StartAsync();
        return phone;
    }

    /// <summary>A phone on which an officer has signed in and which is registered.</summary>
    public static async Task<Handset> RegisteredAsync(string url, IssuedAccount officer)
    {
        var phone = await OpenAsync(url);
        await phone.SignInAsync(officer);
        await phone.RegisterAsync();
        return phone;
    }

    public async Task StartAsync(bool offline = false)
    {
        _window = await _playwright!.Chromium.LaunchPersistentContextAsync(_folder, new BrowserTypeLaunchPersistentContextOptions
        {
            ExecutablePath = Chromium.Path,
            Args = [.. Chromium.Options().Args!, .. _more],
            BaseURL = _url,
            Locale = "zh-CN",
            TimezoneId = "Asia/Shanghai",
            ViewportSize = new ViewportSize { Width = 390, Height = 844 },
            DeviceScaleFactor = 2,
            AcceptDownloads = false,
        });
        _window.SetDefaultTimeout(Waiting.Longest);
        await _window.AddInitScriptAsync(Clock);
        Page = _window.Pages.Count > 0 ? _window.Pages[0] : await _window.NewPageAsync();
        if (offline)
            await _window.SetOfflineAsync(true);
    }

    public async Task CloseAsync()
    {
        await _window!.CloseAsync();
        _window = null;
    }

    public async Task SignInAsync(IssuedAccount account)
    {
        await Page.GotoAsync("/sign-in?back=" + Path);
        await Page.FillAsync("#name", account.Name);
        await Page.FillAsync("#password", account.Password);
        await Page.ClickAsync("form.form button[type=submit]");
        await Page.WaitForURLAsync("**" + Path + "*");
    }

    public async Task RegisterAsync(string name = "巡查手机")
    {
        await Page.FillAsync("#device", name);
        await SetPinAsync();
        await Page.EvaluateAsync("async () => { await navigator.serviceWorker.ready; location.hash = '#out'; }");
        await Page.Locator("[data-synced]").WaitForAsync(); // the sync that a phone makes by itself is over
        await Page.EvaluateAsync("() => { location.hash = '#today'; }");
    }

    public async Task SetPinAsync()
    {
        await Page.FillAsync("#pin", Pin);
        await Page.FillAsync("#repeated", Pin);
        await Page.ClickAsync("button[type=submit]");
        await Page.Locator(".phone-tabs").WaitForAsync();
    }

    public async Task UnlockAsync(string pin = Pin)
    {
        await Page.FillAsync("#pin", pin);
        await Page.ClickAsync("button[type=submit]");
    }

    public Task OfflineAsync(bool offline) => Window.SetOfflineAsync(offline);

    /// <summary>Shifts the phone's clock from now on.</summary>
    public Task ShiftClockAsync(TimeSpan by) => Page.EvaluateAsync("ms => localStorage.setItem('test.shift', ms)", by.TotalMilliseconds);

    /// <summary>Fills in the form of a new firm.</summary>
    public async Task FillAsync(int firm)
    {
        await Page.EvaluateAsync("() => { location.hash = '#today'; }");
        await Page.Locator("a[href='#visit']").ClickAsync();
        await Page.FillAsync("#name", $"旺园{firm}号");
        await Page.FillAsync("#code", Firms[firm]);
        await Page.FillAsync("#place", Place);
        await Page.FillAsync("input[name=companion-0]", "李经理");
        await Page.CheckAsync("input[name=outcome][value=no_need]");
    }

    public async Task RecordAsync(int firm)
    {
        await FillAsync(firm);
        await Page.ClickAsync("form button[type=submit]");
        await Page.Locator("[data-sync]").WaitForAsync();
    }

    public async Task SyncAsync(string ends = "done")
    {
        await Page.EvaluateAsync("() => { location.hash = '#out'; }");
        await Page.Locator("[data-sync]").ClickAsync();
        await Page.Locator($"[data-synced={ends}]").WaitForAsync();
    }

    public Task WaitingAsync(int count) => count == 0
        ? Page.Locator("[data-waiting]").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached })
        : Page.Locator($"[data-waiting='{count}']").WaitForAsync();

    /// <summary>What the phone holds, table by table: <c>grid:0 meta:1 photos:0 visits:3</c>.</summary>
    public Task<string> HoldsAsync() => Page.EvaluateAsync<string>(Counts);

    public Task<string> DumpAsync() => Page.EvaluateAsync<string>(Dump);

    /// <summary>What is wrong with the screen: too wide, or a serious finding of axe; a picture of it is kept.</summary>
    public async Task LookAsync(string name)
    {
        await Screenshots.TakeAsync(Page, $"phone-{name}-390");
        Assert.True(await PageCheck.TooWideAsync(Page) <= 0, $"{name} is too wide");
        var found = await Axe.SeriousAsync(Page);
        Assert.True(found.Count == 0, $"{name}: {string.Join('\n', found)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_window is not null)
            await _window.CloseAsync();
        _playwright?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
