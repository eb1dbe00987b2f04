namespace Tenon.Repository.Tests;

/// <summary>Assertions whose failure lists all there is to repair: the built-in ones cut a long list short.</summary>
internal static class Expect
{
    /// <summary>Fails with every finding on a line of its own unless there is none.</summary>
    public static void None(IEnumerable<string> findings)
    {
        string[] found = [.. findings];
        Assert.True(found.Length == 0, $"{found.Length} found, none expected:\n{string.Join('\n', found)}");
    }
}
