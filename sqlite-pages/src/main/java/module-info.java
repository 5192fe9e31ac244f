module dev.ltx4j.sqlite {
    requires static transitive org.jspecify;

    exports dev.ltx4j.sqlite;
    exports dev.ltx4j.sqlite.check;
}
