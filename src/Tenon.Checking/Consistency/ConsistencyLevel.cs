namespace Tenon.Checking.Consistency;

/// <summary>What is demanded of a history of concurrent operations.</summary>
public enum ConsistencyLevel
{
    /// <summary>
    /// Some order of all operations, in which each returns what it would return to a single thread, keeps the order of any two operations of
    /// which one returned before the other was invoked.
    /// </summary>
    Linearizable,

    /// <summary>The same, but only the order of the operations of each thread is kept.</summary>
    SequentiallyConsistent,
}
