using System.CommandLine;
using Huoshui.Cli;

var root = new RootCommand("活水 Huoshui：金融城市的开放监管与服务平台 / the open supervision-and-service platform of a financial city");
foreach (var command in Commands.All())
    root.Subcommands.Add(command);
return await root.Parse(args).InvokeAsync();
