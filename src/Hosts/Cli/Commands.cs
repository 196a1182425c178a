using System.CommandLine;

namespace Huoshui.Cli;

/// <summary>Every subcommand, in the order of the help text; each stands in a file of its own.</summary>
internal static class Commands
{
    public static IEnumerable<Command> All()
    {
        yield return DemoCommand.Create();
        yield return CityCommand.Create();
        yield return ServeCommand.Create();
        yield return PackCommand.Create();
        yield return VtlCommand.Create();
        yield return DmnCommand.Create();
        yield return FileCommand.Create();
        yield return FilingCommand.Create();
        yield return FiguresCommand.Create();
        yield return ExplainCommand.Create();
        yield return LoansCommand.Create();
        yield return VisitsCommand.Create();
        yield return CampaignsCommand.Create();
        yield return WorkCommand.Create();
        yield return NoticesCommand.Create();
        yield return UserCommand.Create();
        yield return TokenCommand.Create();
        yield return BackupCommand.Create();
        yield return RestoreCommand.Create();
        yield return MigrateCommand.Create();
        yield return SweepCommand.Create();
        yield return InstitutionCommand.Create();
        yield return AuditCommand.Create();
        yield return LogCommand.Create();
        yield return BorderCommand.Create();
        yield return DistrictCommand.Create();
        yield return BenchCommand.Create();
    }
}
