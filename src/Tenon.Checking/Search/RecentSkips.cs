namespace Tenon.Checking.Search;

/// <summary>Which successors that were added before a sink may leave out.</summary>
internal enum RecentSkips
{
    /// <summary>None: each one counts.</summary>
    None,

    /// <summary>Those of one word, whose fingerprints are as good as they themselves.</summary>
    OneWord,

    /// <summary>All: states are told apart by their fingerprints anyway.</summary>
    All,
}
