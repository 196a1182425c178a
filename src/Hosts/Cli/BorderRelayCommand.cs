using System.CommandLine;
using Huoshui.Cli.Border;

namespace Huoshui.Cli;

/// <summary><c>huoshui border relay</c>: a package to a receiver who is not there, sealed so that the node cannot read
/// it.</summary>
internal static class BorderRelayCommand
{
    private static readonly Option<string> Server = new("--server")
    {
        Description = "开通了转递的节点 / a node with a relay",
        Required = true,
    };

    private static readonly Option<string?> Passphrase = new("--passphrase-file")
    {
        Description = "密钥的口令文件（或 HUOSHUI_LOG_PASSPHRASE）/ file with the key's passphrase",
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "写到的文件 / the file to write",
        Required = true,
    };

    public static Command Create() => new(
        "relay", "端到端加密的转递：节点看不到内容 / an end-to-end encrypted relay, which the node cannot read\n"
        + "例 example: huoshui border relay send shown.zip --to bank.relay --server http://127.0.0.1:7390")
    {
        Key(), Send(), Receive(),
    };

    private static Command Key()
    {
        var command = new Command(
            "key", "新建收件密钥；公钥在 FILE.relay / create a receiver's key; the public part is FILE.relay\n"
            + "例 example: huoshui border relay key --out bank-key.json --passphrase-file F")
        {
            Out, Passphrase,
        };
        command.SetAction(parse => RelayRuns.Create(parse.GetRequiredValue(Out), parse.GetValue(Passphrase)));
        return command;
    }

    private static Command Send()
    {
        var package = new Argument<string>("PACKAGE") { Description = "数据包 / the package" };
        var to = new Option<string>("--to")
        {
            Description = "收件公钥文件 / file with the receiver's address",
            Required = true,
        };
        var command = new Command(
            "send", "加密并交给节点，打印编号 / seal it, hand it to the node, print its id\n"
            + "例 example: huoshui border relay send shown.zip --to bank-key.json.relay --server http://127.0.0.1:7390")
        {
            package, to, Server,
        };
        command.SetAction((parse, token) => RelayRuns.SendAsync(
            parse.GetRequiredValue(package), parse.GetRequiredValue(to), parse.GetRequiredValue(Server), token));
        return command;
    }

    private static Command Receive()
    {
        var id = new Argument<string>("ID") { Description = "编号 / the id" };
        var key = new Option<string>("--key")
        {
            Description = "收件密钥文件 / file with the receiver's key",
            Required = true,
        };
        var command = new Command(
            "receive", "取回（一次）并解密 / fetch it, once, and open it\n"
            + "例 example: huoshui border relay receive ID --key k.json --server http://127.0.0.1:7390 --out p.zip")
        {
            id, key, Passphrase, Server, Out,
        };
        command.SetAction((parse, token) => RelayRuns.ReceiveAsync(
            parse.GetRequiredValue(id), (parse.GetRequiredValue(key), parse.GetValue(Passphrase)),
            parse.GetRequiredValue(Server), parse.GetRequiredValue(Out), token));
        return command;
    }
}
