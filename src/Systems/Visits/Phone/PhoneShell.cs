using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Localization;

namespace Huoshui.Systems.Visits.Phone;

/// <summary>
/// The officer's pages for the phone under <c>/visits/phone/</c>: a page, a service worker and a manifest, all static.
/// The worker carries the hash of every file of the shell, so that a phone takes a new version whole or not at all.
/// </summary>
internal static class PhoneShell
{
    private const string Root = "/visits/phone/";
    private const string Content = "_content/Huoshui.Systems/phone/";
    private const string TextPrefix = "Phone_";

    // Scripts first: what the page cannot do without.
    private static readonly string[] Files =
    [
        "_content/Huoshui.Presentation/base.css", "_content/Huoshui.Presentation/parts.css", Content + "phone.css",
        Content + "app.js", Content + "api.js", Content + "clock.js", Content + "codes.js", Content + "dom.js",
        Content + "form.js", Content + "phone.js", Content + "photos.js", Content + "records.js",
        Content + "screens.js", Content + "start.js", Content + "store.js", Content + "sync.js",
        Content + "vault.js", Content + "words.js",
        Content + "icon-192.png",
    ];

    private static readonly string[] Languages = ["zh-CN", "en"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var shell = routes.MapGroup("/visits/phone").ExcludeFromDescription();
        shell.MapGet("/", Page);
        shell.MapGet("/sw.js", Worker);
        shell.MapGet("/manifest.webmanifest", (IWebHostEnvironment host) =>
            Results.Text(Read(host, Content + "manifest.json"), "application/manifest+json", Encoding.UTF8));
        shell.MapGet("/words/{language}.json", Words);
    }

    // The scope of the worker ends in a slash.
    private static IResult Page(HttpContext http, IWebHostEnvironment host)
    {
        if (!http.Request.Path.Value!.EndsWith('/'))
            return Results.LocalRedirect(Root + http.Request.QueryString);
        http.Response.Headers.CacheControl = "no-cache";
        return Results.Text(
            Read(host, Content + "index.html").Replace(
                "{language}", CultureInfo.CurrentUICulture.Name, StringComparison.Ordinal),
            "text/html", Encoding.UTF8);
    }

    private static IResult Worker(HttpContext http, IWebHostEnvironment host, IStringLocalizer<Texts> texts)
    {
        http.Response.Headers.CacheControl = "no-cache";
        var shell = JsonSerializer.Serialize(new
        {
            version = Version(host, texts),
            page = Root,
            files = Files.Select(f => "/" + f).Concat(Languages.Select(l => $"{Root}words/{l}.json")),
        });
        return Results.Text(
            $"const shell = {shell};\n{Read(host, Content + "sw.js")}", "text/javascript", Encoding.UTF8);
    }

    private static IResult Words(string language, HttpContext http, IStringLocalizer<Texts> texts)
    {
        http.Response.Headers.CacheControl = "no-cache";
        return Languages.Contains(language, StringComparer.Ordinal) ? Results.Json(WordsOf(language, texts))
            : Results.NotFound();
    }

    // The words of the phone stand in Texts.resx as those of every page do; the phone has both languages with it.
    private static SortedDictionary<string, string> WordsOf(string language, IStringLocalizer<Texts> texts)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            return new SortedDictionary<string, string>(
                texts.GetAllStrings(includeParentCultures: true)
                    .Where(t => t.Name.StartsWith(TextPrefix, StringComparison.Ordinal))
                    .ToDictionary(t => t.Name[TextPrefix.Length..], t => t.Value, StringComparer.Ordinal),
                StringComparer.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private static string Version(IWebHostEnvironment host, IStringLocalizer<Texts> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files.Append(Content + "index.html").Append(Content + "sw.js"))
            hash.AppendData(Bytes(host, file));
        foreach (var language in Languages)
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(WordsOf(language, texts)));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static string Read(IWebHostEnvironment host, string file) => Encoding.UTF8.GetString(Bytes(host, file));

    private static byte[] Bytes(IWebHostEnvironment host, string file)
    {
        using var content = host.WebRootFileProvider.GetFileInfo(file).CreateReadStream();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}
