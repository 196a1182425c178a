using Huoshui.Cli.Logs;
using Huoshui.Desk;
using Huoshui.Policies;
using Huoshui.Systems.CrossBorderData;
using Huoshui.Systems.CrossBorderData.Providing;
using Microsoft.AspNetCore.Connections;

namespace Huoshui.Cli.Border;

/// <summary>What a provider's desk runs on.</summary>
/// <param name="Provider">Folder of the provider.</param>
/// <param name="PassphraseFile">File with the passphrase; null: environment, or the file in the folder.</param>
/// <param name="Server">Address of the log's node.</param>
/// <param name="Urls">Where it listens.</param>
/// <param name="TokenFile">File with the token; null for a random one.</param>
/// <param name="Hosts">Names of a proxy.</param>
internal sealed record DeskRequest(
    string Provider, string? PassphraseFile, string Server, string Urls, string? TokenFile,
    IReadOnlyList<string> Hosts);

/// <summary>Runs the desk until the process is asked to end.</summary>
internal static class DeskRun
{
    public static Task<int> RunAsync(DeskRequest request, CancellationToken cancellationToken) => BorderGuard.RunAsync(
        async () =>
        {
            using var life = NodeLife.Of(cancellationToken);
            var passphrase = BorderFiles.Passphrase(request.Provider, request.PassphraseFile);
            var (token, text) = request.TokenFile is { } file ? (DeskToken.Read(file), null) : DeskToken.Generate();
            var library = PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked);
            var provider = ProviderFolder.Open(request.Provider);
            await using var log = LogConnection.Open(
                new LogChoice(null, request.Server, new WitnessChoice([], [])), library, provider.Profile);
            using var desk = new ProviderDesk(provider, passphrase, library, log.Submit, TimeProvider.System);
            try
            {
                await DeskHost.RunAsync(
                    new DeskOptions
                    {
                        Desk = desk,
                        Token = token,
                        Urls = request.Urls,
                        Hosts = request.Hosts,
                        Started = url => SayAsync(url, text, request.TokenFile),
                    },
                    life.Token);
            }
            catch (IOException error) when (error.InnerException is AddressInUseException)
            {
                throw new InvalidDataException(
                    $"{request.Urls} 已被占用，请用 --urls 换一个端口 / is in use: choose another port with --urls", error);
            }

            return ExitCodes.Good;
        });

    private static async Task SayAsync(string url, string? token, string? file)
    {
        await Console.Out.WriteLineAsync($"办理台已启动 / the desk listens: {url}");
        await Console.Out.WriteLineAsync(token is null
            ? $"令牌在 {file} 里 / the token is in {file}" : $"令牌（本次运行有效）/ token of this run: {token}");
    }
}
