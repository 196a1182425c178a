using System.CommandLine;
using Huoshui.Cli.Border;
using Huoshui.Desk;

namespace Huoshui.Cli;

/// <summary><c>huoshui border desk</c>: a provider's pages and calls, on its own machine.</summary>
internal static class BorderDeskCommand
{
    public static Command Create()
    {
        var provider = new Option<string>("--provider")
        {
            Description = "提供方的文件夹 / folder of the provider",
            Required = true,
        };
        var passphrase = new Option<string?>("--passphrase-file")
        {
            Description = "口令文件（或 HUOSHUI_LOG_PASSPHRASE）/ file with the passphrase",
        };
        var server = new Option<string>("--server")
        {
            Description = "日志节点的地址（huoshui border serve）/ address of the log's node",
            Required = true,
        };
        var urls = new Option<string>("--urls")
        {
            Description = "本机的监听地址 / where to listen, on this machine",
            DefaultValueFactory = _ => DeskOptions.DefaultUrls,
        };
        var token = new Option<string?>("--token-file")
        {
            Description = "令牌文件，第一行；缺省随机，启动时打印 / file with the token; default: a random one, printed at the start",
        };
        var host = new Option<string[]>("--host")
        {
            Description = "经代理访问时的名称，可多个 / names under which a proxy serves it",
        };
        var command = new Command(
            "desk",
            "提供方办理台：发行、撤销、换密钥的页面与接口，只在本机 / the provider's desk: pages and calls that issue, revoke and rotate, "
            + "on this machine only\n例 example: huoshui border desk --provider P --server http://127.0.0.1:7390")
        {
            provider, passphrase, server, urls, token, host,
        };
        command.SetAction((parse, cancellation) => DeskRun.RunAsync(
            new DeskRequest(
                parse.GetRequiredValue(provider), parse.GetValue(passphrase), parse.GetRequiredValue(server),
                parse.GetRequiredValue(urls), parse.GetValue(token), parse.GetValue(host) ?? []),
            cancellation));
        return command;
    }
}
