namespace Tenon.Storage.Tests;

public sealed class ObjectKeyTests
{
    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a/./b")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\\..\\b")]
    [InlineData("a\u0000b")]
    [InlineData("a\nb")]
    [InlineData("..")]
    public void F68_A_key_cannot_climb_out_of_its_store(string path)
    {
        Assert.Throws<FormatException>(() => ObjectKey.Parse(path));
        Assert.Throws<FormatException>(() => ObjectKey.Parse("folder").Child(path));
    }

    [Fact]
    public void Keys_know_their_names_and_folders()
    {
        var key = ObjectKey.Parse("a/b/c.parquet");
        Assert.Equal(("c.parquet", "a/b", ""), (key.Name, key.Folder.Path, ObjectKey.Parse("a").Folder.Path));
        Assert.True(key.IsIn(ObjectKey.Parse("a")));
        Assert.True(key.IsIn(ObjectKey.Root));
        Assert.False(key.IsIn(key));
        Assert.False(ObjectKey.Parse("ab/c").IsIn(ObjectKey.Parse("a")));
    }
}
