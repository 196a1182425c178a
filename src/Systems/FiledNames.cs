namespace Huoshui.Systems;

/// <summary>
/// Names of the files that staged tables were made of, as they were sent: the system that takes them in registers it,
/// others ask. Thread safe.
/// </summary>
/// <param name="factFiles">The staged tables.</param>
/// <param name="cancellationToken">Stops the query.</param>
/// <returns>By table and number of the file, from 1; what is not known any more is left out.</returns>
public delegate Task<IReadOnlyDictionary<(Guid FactFileId, int FileNo), string>> FindFiledNames(
    IReadOnlyCollection<Guid> factFiles, CancellationToken cancellationToken);
