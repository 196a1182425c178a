using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Huoshui.Registry;

namespace Huoshui.Cli;

/// <summary><c>huoshui user …</c>: accounts of the portal. A password is random and printed once.</summary>
internal static class UserCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "登录名 / the sign-in name" };

    private static readonly Option<string[]> RoleNames = new("--role")
    {
        Description = $"角色，可多个 / roles: {string.Join(", ", Roles.All.Keys)}",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> Institution = new("--institution")
    {
        Description = "所属机构（填报人、复核人、签发人）/ the institution of a preparer, reviewer or signer",
    };

    private static readonly Option<string?> Area = new("--area")
    {
        Description = "街道代码（街道走访人员）或管理区代码（区工作专班）/ the street of a street officer, the district of a district team",
    };

    private static readonly Option<string?> DisplayName = new("--display-name")
    {
        Description = "显示的姓名 / the name beside what it does",
    };

    private static readonly Option<bool> SeesClear = new("--sees-clear")
    {
        Description = "可见本机构个人信息明文 / sees personal fields of its institution in clear",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "user",
            """
            用户：新增、列出、重置密码、停用 / accounts: add, list, reset, disable
            例 example: huoshui user add wang --role preparer --institution B0001 --data ./data
            """);
        command.Subcommands.Add(
            Sub("add", "新增用户 / add", [Name, RoleNames, Institution, Area, DisplayName, SeesClear], AddAsync));
        command.Subcommands.Add(Sub("list", "列出用户 / list", [CommonOptions.Json], ListAsync));
        command.Subcommands.Add(Sub("reset", "重置密码 / give a new password", [Name], ResetAsync));
        command.Subcommands.Add(Sub("disable", "停用 / disable", [Name], DisableAsync));
        return command;
    }

    private static Command Sub(
        string name,
        string description,
        IReadOnlyList<Symbol> symbols,
        Func<ParseResult, AccountDirectory, string, CancellationToken, Task> act)
    {
        var command = new Command(name, description) { CommonOptions.Data };
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                command.Arguments.Add(argument);
            else
                command.Options.Add((Option)symbol);
        }

        command.SetAction((parse, token) => RunAsync(parse, act, token));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parse, Func<ParseResult, AccountDirectory, string, CancellationToken, Task> act,
            CancellationToken cancellationToken)
    {
        await using var store = await DataStore.OpenAsync(parse.GetValue(CommonOptions.Data)!, cancellationToken);
        if (store is null)
            return ExitCodes.CouldNotRun;
        await using var scope = store.Services.CreateAsyncScope();
        try
        {
            await act(parse, scope.ServiceProvider.GetRequiredService<AccountDirectory>(), Environment.UserName,
                cancellationToken);
            return ExitCodes.Good;
        }
        catch (AccountRefusedException exception)
        {
            Say.Wrong($"huoshui user: 未办理，没有任何改变：{exception.Reason.Zh} / refused, nothing changed: {exception.Reason.En}");
            return ExitCodes.InputFailed;
        }
    }

    private static async Task AddAsync(
        ParseResult parse, AccountDirectory directory, string actor, CancellationToken cancellationToken)
    {
        var name = parse.GetValue(Name)!;
        var request = new AccountRequest(
            name, parse.GetValue(DisplayName) ?? name, parse.GetValue(RoleNames)!, parse.GetValue(Institution),
                parse.GetValue(SeesClear),
            parse.GetValue(Area));
        Print(await directory.AddAsync(request, actor, mustChange: true, cancellationToken));
    }

    private static async Task ResetAsync(
        ParseResult parse, AccountDirectory directory, string actor, CancellationToken cancellationToken) =>
        Print(await directory.ResetAsync(parse.GetValue(Name)!, actor, cancellationToken));

    private static Task DisableAsync(
        ParseResult parse, AccountDirectory directory, string actor, CancellationToken cancellationToken) =>
        directory.DisableAsync(parse.GetValue(Name)!, actor, cancellationToken);

    private static async Task ListAsync(
        ParseResult parse, AccountDirectory directory, string actor, CancellationToken cancellationToken)
    {
        var accounts = (await directory.ListAsync(cancellationToken)).Select(a => new
        {
            name = a.Account.UserName,
            displayName = a.Account.DisplayName,
            roles = a.Roles,
            institution = a.Account.InstitutionId,
            area = a.Account.AreaCode,
            disabled = a.Account.DisabledAt is not null,
        }).ToList();
        if (parse.GetValue(CommonOptions.Json))
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(accounts));
            return;
        }

        foreach (var account in accounts)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{account.name,-24} {string.Join(' ', account.roles),-28} {account.institution ?? account.area ?? "-",-20} {(account.disabled ? "停用 disabled" : string.Empty)}"));
        }
    }

    private static void Print(IssuedAccount issued) => Console.Out.WriteLine(
        $"{issued.Name}  {issued.Password}  {string.Join(' ', issued.Roles)}  {issued.InstitutionId}".TrimEnd());
}
