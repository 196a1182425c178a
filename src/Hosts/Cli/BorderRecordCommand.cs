using System.CommandLine;
using Huoshui.Cli.Border;

namespace Huoshui.Cli;

/// <summary>
/// <c>huoshui border record|recheck|page</c>: what a user keeps of a verification, and the page in which it is made.
/// </summary>
internal static class BorderRecordCommand
{
    public static Command Record()
    {
        var record = new Argument<string>("RECORD") { Description = "验证记录 / the record" };
        var pdf = new Option<string>("--pdf") { Description = "PDF 写到 / the PDF to write", Required = true };
        var language = new Option<string>("--lang")
        {
            Description = "文书的语言 / language of the document",
            DefaultValueFactory = _ => "en",
        };
        language.AcceptOnlyFromAmong("en", "zh-Hant", "zh");
        var command = new Command(
            "record", "把验证记录打印成 PDF（英文、繁體或简体）/ a record as a PDF in English, traditional or simplified Chinese\n"
            + "例 example: huoshui border record r.json --pdf r.pdf --lang zh-Hant")
        {
            record, pdf, language,
        };
        command.SetAction((parse, token) => RecordRuns.PrintAsync(
            parse.GetRequiredValue(record), parse.GetRequiredValue(pdf), parse.GetValue(language)!, token));
        return command;
    }

    public static Command Recheck()
    {
        var record = new Argument<string>("RECORD") { Description = "验证记录 / the record" };
        var trust = new Option<string>("--trust") { Description = "信任文件 / the trust file", Required = true };
        var published = new Option<string[]>("--published")
        {
            Description = "提供方现在公布的文件夹，可多个 / folders with what providers publish now",
        };
        var package = new Option<string?>("--package")
        {
            Description = "当时的数据包；出示过文件时用它重验文件 / the package: repeats the checks of its document",
        };
        var command = new Command(
            "recheck", "重新验证一份记录：当时如何，现在如何（退出码 0 记录成立，2 不成立）/ verify a record again: then and now\n"
            + "例 example: huoshui border recheck r.json --trust trust.json --published P/public")
        {
            record, trust, published, package, BorderWords.Option,
        };
        command.SetAction(parse => RecordRuns.Recheck(
            new RecordAgain(
                parse.GetRequiredValue(record), parse.GetRequiredValue(trust), parse.GetValue(published) ?? [],
                parse.GetValue(package)),
            BorderWords.Of(parse)));
        return command;
    }

    public static Command Page()
    {
        var output = new Option<string>("--out") { Description = "新文件夹 / a new folder", Required = true };
        var command = new Command(
            "page", "写出验证页的静态文件，可由任何网页服务器提供 / write the static files of the verifier's page, for any web server\n"
            + "例 example: huoshui border page --out /srv/www/verify")
        {
            output, BorderWords.Option,
        };
        command.SetAction(parse => PageRuns.Write(parse.GetRequiredValue(output), BorderWords.Of(parse)));
        return command;
    }
}
