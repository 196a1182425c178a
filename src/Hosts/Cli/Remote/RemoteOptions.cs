using System.CommandLine;

namespace Huoshui.Cli.Remote;

/// <summary><c>--server URL --token-file F</c>: act on another machine's portal instead of a data folder.</summary>
internal static class RemoteOptions
{
    /// <summary>The portal.</summary>
    public static Option<string?> Server { get; } = new("--server")
    {
        Description = "通过接口办理的门户地址 / a portal to act on, e.g. https://huoshui.example.gov.cn",
    };

    /// <summary>Where the token stands.</summary>
    public static Option<string?> TokenFile { get; } = new("--token-file")
    {
        Description = "令牌文件（首行为令牌）/ a file whose first line is the token",
    };

    /// <summary>Opens the portal of the options and acts; errors become one line and an exit code.</summary>
    public static async Task<int> RunAsync(ParseResult parse, Func<RemoteServer, Task<int>> act)
    {
        if (!Uri.TryCreate(parse.GetValue(Server), UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https"))
            return Say.Wrong($"--server {parse.GetValue(Server)}：应为 http(s) 地址 / must be an http(s) address");
        if (server.Scheme == Uri.UriSchemeHttp && !server.IsLoopback)
            return Say.Wrong($"--server {server}：令牌不能明文传送，请用 https / a token is not sent in clear: use https");
        if (parse.GetValue(TokenFile) is not { } file || !File.Exists(file))
            return Say.Wrong("--server 需要 --token-file 文件（huoshui token issue 的输出）/ --server needs --token-file FILE (see huoshui token issue)");
        if (File.ReadLines(file).FirstOrDefault()?.Trim() is not { Length: > 0 } token)
            return Say.Wrong($"{file} 的首行没有令牌 / the first line of {file} holds no token");
        using var remote = new RemoteServer(server, token, parse.GetValue(CommonOptions.Language) ?? OutputLanguage.OfEnvironment());
        try
        {
            return await act(remote);
        }
        catch (RemoteRefusedException refusal)
        {
            Say.Wrong(refusal.Message);
            return refusal.IsRefusal ? ExitCodes.InputFailed : ExitCodes.CouldNotRun;
        }
    }
}
