using System.Net;
using System.Text.RegularExpressions;

namespace Huoshui.Cli.Tests;

/// <summary>A browser's part of a sign-in: keeps cookies by name whatever the port, follows redirects, sends forms.</summary>
internal sealed partial class Visitor(string home) : IDisposable
{
    private readonly HttpClient _client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    public async Task<(HttpStatusCode Status, string Address, string Text)> GoAsync(
        string address, IReadOnlyDictionary<string, string>? form = null, CancellationToken cancellationToken = default)
    {
        for (var hops = 0; hops < 12; hops++)
        {
            var target = new Uri(new Uri(home), address);
            using var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, target);
            if (_cookies.Count > 0)
                request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
            if (form is not null)
                request.Content = new FormUrlEncodedContent(form);
            using var answer = await _client.SendAsync(request, cancellationToken);
            Keep(answer);
            if (answer.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.SeeOther))
                return (answer.StatusCode, target.PathAndQuery, await answer.Content.ReadAsStringAsync(cancellationToken));
            (address, form) = (new Uri(target, answer.Headers.Location!).ToString(), null);
        }

        throw new InvalidOperationException("Too many redirects.");
    }

    /// <summary>The hidden fields of the form that goes to an address; null when the page has none.</summary>
    public static (string Action, Dictionary<string, string> Fields)? FormOf(string page, string action)
    {
        var form = Form().Matches(page).FirstOrDefault(f => f.Groups[1].Value.Contains(action, StringComparison.Ordinal));
        return form is null ? null : (WebUtility.HtmlDecode(form.Groups[1].Value), Hidden().Matches(form.Groups[2].Value)
            .DistinctBy(m => m.Groups[1].Value)
            .ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value), StringComparer.Ordinal));
    }

    public void Dispose() => _client.Dispose();

    private void Keep(HttpResponseMessage answer)
    {
        foreach (var set in answer.Headers.TryGetValues("Set-Cookie", out var all) ? all : [])
        {
            var pair = set.Split(';')[0].Split('=', 2);
            _cookies[pair[0]] = pair[1];
        }
    }

    [GeneratedRegex("<form[^>]*action=\"([^\"]*)\"[^>]*>(.*?)</form>", RegexOptions.Singleline, 1000)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"", RegexOptions.None, 1000)]
    private static partial Regex Hidden();
}
