using WarningEngine.Core.Profiles;

namespace WarningEngine.Tests.Profiles;

public sealed class IdentitySetTests
{
    [Fact]
    public void Added_and_found_as_in_a_hash_set_emptied_and_filled_again()
    {
        var random = new Random(5);
        using var set = new IdentitySet();
        for (var round = 0; round < 3; round++)
        {
            var expected = new HashSet<ulong>();
            for (var i = 0; i < 300_000; i++)
            {
                // 0 is an identity too; few low bits: many want the same place.
                var identity = (ulong)random.Next(60_000) << (i % 2 * 12);
                Assert.Equal(expected.Add(identity), set.Add(identity));
            }

            Assert.Equal(expected.Count, set.Count);
            Assert.Equal(expected.Order(), set.ToArray().Order());
            Assert.All(expected, x => Assert.True(set.Contains(x)));
            Assert.False(set.Contains(1UL << 63));
            set.Clear();
            Assert.Equal(0, set.Count);
            Assert.Empty(set.ToArray());
            Assert.False(set.Contains(0));
        }
    }
}
