using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

internal sealed partial class Binder
{
    private DatasetValue JoinOf(Join join, Scope scope) => throw Fail(SemanticErrors.NotYet("join", join.Place));
}
