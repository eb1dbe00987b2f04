namespace Tenon.Pipeline.Homes;

/// <summary>There is no data home where one is expected.</summary>
public sealed class HomeMissingException : Exception
{
    /// <summary>Names the folder.</summary>
    /// <param name="folder">The folder.</param>
    public HomeMissingException(string folder)
        : base($"{folder} is no data home: it has no tenon.db; 'tenon index create' makes one, --data names another")
    {
    }
}

/// <summary>There is no index of that id.</summary>
public sealed class IndexMissingException : Exception
{
    /// <summary>Names the index, and those there are.</summary>
    /// <param name="id">The id.</param>
    /// <param name="folder">The data home.</param>
    /// <param name="existing">The ids of live indexes.</param>
    public IndexMissingException(string id, string folder, IReadOnlyCollection<string> existing)
        : base($"{folder} has no index '{id}'; {(existing.Count == 0 ? "it has none at all" : $"it has {string.Join(", ", existing.Take(20))}{(existing.Count > 20 ? ", ..." : "")}")}") =>
        Id = id;

    /// <summary>The id.</summary>
    public string Id { get; }
}
