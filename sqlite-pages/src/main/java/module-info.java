module dev.ltx4j.sqlite {
    requires static org.jspecify;

    exports dev.ltx4j.sqlite;
}
